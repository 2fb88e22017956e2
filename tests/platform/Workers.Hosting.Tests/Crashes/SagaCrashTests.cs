using System.Text.Json.Nodes;
using Crashing.Worker;
using Postgres.Testing;

namespace Workers.Hosting.Tests.Crashes;

/// <summary>A worker with a saga that gets each event twice, and is killed again and again.</summary>
public abstract class SagaCrashTests(DatabaseKind database)
{
    private const int Kills = 3;

    private static readonly Guid[] Orders = [.. Enumerable.Range(0, 1000).Select(_ => Guid.NewGuid())];

    [Fact]
    public async Task A_thousand_sagas_handle_each_event_once_and_publish_once()
    {
        await using var stage = await CrashStage.CreateAsync(database, visibilitySeconds: 10, tries: 1, Role.Settles);
        await stage.DeliverTwiceAsync(Events());

        for (var kill = 1; kill <= Kills; kill++)
        {
            var handled = Orders.Length * 2 * kill / (Kills + 1);
            using var killed = stage.Start(crashAt: null);
            await Eventually.UntilAsync(
                async () => await killed.UnsentAsync() is not null && (await killed.EffectsAsync()).Sum(order => order.Count) >= handled,
                interval: Eventually.ProcessInterval);
        }

        using var last = stage.Start(crashAt: null);
        await Eventually.UntilAsync(
            async () => await stage.IsSettledAsync(last) && (await stage.PublishedAsync()).Count >= Orders.Length,
            interval: Eventually.ProcessInterval);

        Assert.Equal(
            Orders.Select(order => (order, 2)).Order(),
            (await last.EffectsAsync()).Select(order => (Guid.Parse(order.Subject), order.Count)).Order());
        Assert.Equal(Orders.Order(), (await stage.PublishedAsync()).Values.Select(data => JsonNode.Parse(data)!["orderId"]!.GetValue<Guid>()).Order());
        Assert.Equal(0, await stage.DeadLettersAsync());
    }

    /// <summary>Both events of an order are near each other, in any order.</summary>
    private static IEnumerable<object> Events()
    {
        var random = new Random(1);
        foreach (var orders in Orders.Chunk(50))
        {
            object[] events = [.. orders.SelectMany(order => new object[] { new Invoiced(order), new Paid(order) })];
            random.Shuffle(events);
            foreach (var one in events)
                yield return one;
        }
    }
}

public sealed class SagaCrashTestsOnSqlite() : SagaCrashTests(DatabaseKind.Sqlite);

public sealed class SagaCrashTestsOnPostgres() : SagaCrashTests(DatabaseKind.Postgres);
