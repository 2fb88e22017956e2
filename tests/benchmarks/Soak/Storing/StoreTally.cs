using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Soak.Report;
using Workers.Hosting.Store;

namespace Soak.Storing;

/// <summary>How often each event was handled, by the rows of the workers' database: each event by each kind of consumer.</summary>
internal sealed class StoreTally(string connectionString, int messages) : ITally
{
    private static readonly string[] Kinds = ["single", "batch", "counted-single", "counted-batch"];
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly DbContextOptions<SoakDbContext> _options = Options(connectionString);
    private long _read;

    public int Handled { get; private set; }

    public int Deliveries { get; private set; }

    public int Expected => messages * Kinds.Length;

    public bool IsComplete => Handled == Expected;

    public bool CountsDoubles => true;

    public IEnumerable<int> Missing
    {
        get
        {
            using var db = new SoakDbContext(_options);
            var complete = db.Handled.GroupBy(row => row.Number)
                .Where(number => number.Select(row => row.Kind).Distinct().Count() == Kinds.Length)
                .Select(number => number.Key)
                .ToHashSet();
            return [.. Enumerable.Range(1, messages).Where(number => !complete.Contains(number))];
        }
    }

    public void Read(bool now)
    {
        if (!now && _read > 0 && Stopwatch.GetElapsedTime(_read) < Interval)
            return;

        _read = Stopwatch.GetTimestamp();
        try
        {
            using var db = new SoakDbContext(_options);

            // A row that a bulk update counted up twice is an event that was handled twice.
            Deliveries = (int)db.Handled.Sum(row => (long)row.Updates);
            Handled = now || Deliveries >= Expected ? db.Handled.Select(row => new { row.Number, row.Kind }).Distinct().Count() : Deliveries;
        }
        catch (Exception error) when (error is System.Data.Common.DbException or InvalidOperationException)
        {
            // The first worker has not made the tables yet, or SQLite is busy.
        }
    }

    private static DbContextOptions<SoakDbContext> Options(string connectionString)
    {
        var options = new DbContextOptionsBuilder<SoakDbContext>();
        return (connectionString.Contains("Host=", StringComparison.OrdinalIgnoreCase)
            ? options.UseNpgsql(connectionString)
            : options.UseSqlite(connectionString)).Options;
    }
}
