using Store.Deploy.Costs;

namespace Store.Deploy.Tests.Costs;

/// <summary>The events that an order causes, and who receives them.</summary>
public sealed class OrderEventTests
{
    private static readonly ServiceFolders Services = ServiceFolders.Find(RepositoryFiles.Services);

    [Fact]
    public void An_event_is_received_by_the_workers_that_subscribe()
    {
        var events = new OrderEvents(Services, new Assumptions()).All.ToDictionary(one => one.Name.DetailType, one => string.Join(" ", one.Workers));

        Assert.Equal("analytics email loyalty payment stock warehouse", events["OrderCreated"]);
        Assert.Equal("email stock warehouse", events["PaymentDeclined"]);
        Assert.Equal("", events["PaymentCharged"]);
    }

    /// <summary>The assumptions have a number for each event that a contract declares.</summary>
    [Fact]
    public void Every_event_of_the_contracts_is_counted() => Assert.Equal(
        Directory.GetFiles(Path.Combine(RepositoryFiles.Root, "contracts", "Store.Contracts"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(File.ReadAllText)
            .Where(text => text.Contains("\n[Event(", StringComparison.Ordinal))
            .Select(text => text.Split("\n[Event(\"")[1].Split('"') is [var source, _, var type, ..] ? $"{source} {type}" : "")
            .Order(StringComparer.Ordinal),
        new OrderEvents(Services, new Assumptions()).All.Select(one => $"{one.Name.Source} {one.Name.DetailType}").Order(StringComparer.Ordinal));

    [Fact]
    public void A_worker_gets_the_sum_of_its_events()
    {
        var events = new OrderEvents(Services, new Assumptions());

        Assert.Equal(1 + 0.02m + 0.01m, events.DeliveredTo("warehouse"));
        Assert.Equal(events.Delivered, Services.Workers.Sum(worker => events.DeliveredTo(worker.Name)));
    }
}
