using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Store.Testing;

/// <summary>A database in memory that many contexts can look at, one after another, as a worker's deliveries do.</summary>
public sealed class Database<TContext> : IDisposable
    where TContext : DbContext
{
    private readonly SqliteConnection _connection = new("Data Source=:memory:");

    /// <summary>Creates the tables.</summary>
    public Database()
    {
        _connection.Open();
        using var db = Open();
        db.Database.EnsureCreated();
    }

    /// <summary>A context of its own, as each delivery has one.</summary>
    public TContext Open() =>
        (TContext)Activator.CreateInstance(typeof(TContext), new DbContextOptionsBuilder<TContext>().UseSqlite(_connection).Options)!;

    /// <inheritdoc />
    public void Dispose() => _connection.Dispose();
}
