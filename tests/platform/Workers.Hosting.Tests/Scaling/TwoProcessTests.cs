using Postgres.Testing;
using Workers.Hosting.Tests.Crashes;
using Workers.Hosting.Tests.Hosting;

namespace Workers.Hosting.Tests.Scaling;

/// <summary>Two processes of a worker on one queue and one database, each with copies of what the other has.</summary>
public abstract class TwoProcessTests(DatabaseKind database)
{
    private static readonly string[] Subjects = [.. Enumerable.Range(0, 300).Select(number => $"{number:D3}")];

    /// <summary>As the log writes the levels above Information, between the time and the worker's name.</summary>
    private static readonly string[] Complaints = [" WRN crashing ", " ERR crashing ", " FTL crashing "];

    [Fact]
    public async Task Do_an_event_once_and_have_nothing_to_complain_of()
    {
        await using var stage = await CrashStage.CreateAsync(database, visibilitySeconds: 300, tries: 4);
        using var first = stage.Start(crashAt: null);
        await Eventually.UntilAsync(async () => await first.UnsentAsync() is not null);
        using var second = stage.Start(crashAt: null);
        await Eventually.UntilAsync(async () => await second.UnsentAsync() is not null);

        await stage.DeliverTwiceAsync(Subjects);
        await Eventually.UntilAsync(
            async () => await stage.IsSettledAsync(first) && (await stage.PublishedAsync()).Count >= Subjects.Length);

        Assert.Equal(Subjects.Select(subject => (subject, 1)), (await second.EffectsAsync()).Order());
        Assert.Equal(Subjects.Length, (await stage.PublishedAsync()).Count);
        Assert.Equal(0, await stage.DeadLettersAsync());
        Assert.Equal("", string.Join('\n', first.Log.Concat(second.Log).Where(IsComplaint)));
        Assert.All([first, second], process =>
            Assert.Contains(process.Log, line => line.Contains("skipped", StringComparison.Ordinal)));
    }

    private static bool IsComplaint(string line) => Complaints.Any(level => line.Contains(level, StringComparison.Ordinal));
}

public sealed class TwoProcessTestsOnSqlite() : TwoProcessTests(DatabaseKind.Sqlite);

public sealed class TwoProcessTestsOnPostgres() : TwoProcessTests(DatabaseKind.Postgres);
