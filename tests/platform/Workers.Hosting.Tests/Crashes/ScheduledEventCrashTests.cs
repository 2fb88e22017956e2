using Postgres.Testing;

namespace Workers.Hosting.Tests.Crashes;

/// <summary>A worker that schedules an event for each that it consumes, and is killed again and again.</summary>
public abstract class ScheduledEventCrashTests(DatabaseKind database)
{
    private const int Kills = 4;

    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(2);
    private static readonly string[] Subjects = [.. Enumerable.Range(0, 1000).Select(number => $"{number:D4}")];

    [Fact]
    public async Task A_thousand_scheduled_events_are_published_once_each()
    {
        await using var stage = await CrashStage.CreateAsync(database, visibilitySeconds: 10, tries: 1);
        await stage.DeliverTwiceAsync(Subjects);

        // Some are consumed and wait for their time, others are in flight or being published.
        for (var kill = 1; kill <= Kills; kill++)
        {
            var handled = Subjects.Length * kill / (Kills + 1);
            using var killed = stage.Start(crashAt: null, delay: Delay);
            await Eventually.UntilAsync(
                async () => await killed.UnsentAsync() is not null && (await killed.EffectsAsync()).Count >= handled,
                interval: Eventually.ProcessInterval);
        }

        using var last = stage.Start(crashAt: null, delay: Delay);
        await Eventually.UntilAsync(
            async () => await stage.IsSettledAsync(last) && (await stage.PublishedAsync()).Count >= Subjects.Length,
            interval: Eventually.ProcessInterval);

        Assert.Equal(Subjects.Select(subject => (subject, 1)), (await last.EffectsAsync()).Order());
        Assert.Equal(Subjects.Length, (await stage.PublishedAsync()).Count);
        Assert.Equal(0, await stage.DeadLettersAsync());
    }
}

public sealed class ScheduledEventCrashTestsOnSqlite() : ScheduledEventCrashTests(DatabaseKind.Sqlite);

public sealed class ScheduledEventCrashTestsOnPostgres() : ScheduledEventCrashTests(DatabaseKind.Postgres);
