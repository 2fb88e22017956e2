using Crashing.Worker;
using Postgres.Testing;

namespace Workers.Hosting.Tests.Crashes;

/// <summary>The process dies at a step; another one goes on. What an event sets off has happened once all the same.</summary>
public abstract class CrashTests(DatabaseKind database)
{
    public static TheoryData<string> Habits => [.. Enum.GetNames<Habit>().Where(habit => habit != nameof(Habit.Adds))];

    [Theory, MemberData(nameof(Habits))]
    public async Task Within_a_consumer_that_has_written_in_whatever_way_leaves_one_effect_and_one_event(string habit)
    {
        await using var stage = await CrashStage.CreateAsync(database, visibilitySeconds: 10, tries: 1);
        await stage.DeliverAsync("once");

        using (var first = stage.Start(nameof(CrashPoint.AfterWriting), habit))
            Assert.Equal(128 + 9, await first.ExitCodeAsync());
        using var second = stage.Start(crashAt: null, habit);
        await Eventually.UntilAsync(async () => await stage.IsSettledAsync(second));

        Assert.Equal(("once", 1), Assert.Single(await second.EffectsAsync()));
        Assert.Single(await stage.PublishedAsync());
        Assert.Equal(0, await stage.DeadLettersAsync());
    }

    [Theory, InlineData("BeforeCommit"), InlineData("AfterCommit"), InlineData("AfterPublish"), InlineData("BeforeDelete")]
    public async Task Leaves_one_effect_and_one_event(string crashAt)
    {
        await using var stage = await CrashStage.CreateAsync(database, visibilitySeconds: 10, tries: 1);
        await stage.DeliverAsync("once");

        using (var first = stage.Start(crashAt))
            Assert.Equal(128 + 9, await first.ExitCodeAsync());
        using var second = stage.Start(crashAt: null);
        await Eventually.UntilAsync(async () => await stage.IsSettledAsync(second));

        Assert.Equal(("once", 1), Assert.Single(await second.EffectsAsync()));
        Assert.Single(await stage.PublishedAsync());
        Assert.Equal(0, await stage.DeadLettersAsync());
    }
}

public sealed class CrashTestsOnSqlite() : CrashTests(DatabaseKind.Sqlite);

public sealed class CrashTestsOnPostgres() : CrashTests(DatabaseKind.Postgres);
