using Postgres.Testing;

namespace Workers.Hosting.Tests.Crashes;

/// <summary>A worker on a FIFO queue that gets each event twice, and is killed again and again.</summary>
public sealed class FifoCrashTests
{
    private const int Groups = 50;
    private const int EventsOfGroup = 20;
    private const int Kills = 2;

    [Fact]
    public async Task A_thousand_events_are_handled_once_each_in_the_order_of_their_groups()
    {
        await using var stage = await CrashStage.CreateAsync(DatabaseKind.Postgres, visibilitySeconds: 10, tries: 1, queue: "crashing.fifo");
        await Task.WhenAll(Enumerable.Range(0, Groups).Select(group => stage.DeliverInOrderTwiceAsync(Subjects(group))));

        for (var kill = 1; kill <= Kills; kill++)
        {
            var handled = Groups * EventsOfGroup * kill / (Kills + 1);
            using var killed = stage.Start(crashAt: null);
            await Eventually.UntilAsync(
                async () => await killed.UnsentAsync() is not null && (await killed.EffectsAsync()).Count >= handled,
                interval: Eventually.ProcessInterval);
        }

        using var last = stage.Start(crashAt: null);
        await Eventually.UntilAsync(async () => await stage.IsSettledAsync(last), interval: Eventually.ProcessInterval);

        var subjects = (await last.EffectsAsync()).Select(effect => effect.Subject).ToLookup(subject => subject.Split('-')[0]);
        Assert.All(Enumerable.Range(0, Groups), group => Assert.Equal(Subjects(group), subjects[Group(group)]));
        Assert.Equal(Groups * EventsOfGroup, (await stage.PublishedAsync()).Count);
        Assert.Equal(0, await stage.DeadLettersAsync());
    }

    private static string Group(int group) => $"g{group:D2}";

    private static IEnumerable<string> Subjects(int group) =>
        Enumerable.Range(0, EventsOfGroup).Select(number => $"{Group(group)}-{number:D2}");
}
