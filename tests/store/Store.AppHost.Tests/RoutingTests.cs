using System.Reflection;
using System.Text.Json;
using MassTransit;
using Store.Contracts.Orders;
using Workers.Hosting.Subscriptions;
using Workers.Contracts;
using Workers.LocalAws.EventBridge.Patterns;

namespace Store.AppHost.Tests;

/// <summary>A rule lets through what its worker consumes, no less and no more.</summary>
public sealed class RoutingTests
{
    private static readonly ServiceFolders Services = ServiceFolders.Find();

    private static readonly List<Type> Contracts = [.. typeof(OrderCreated).Assembly.GetExportedTypes().Where(type => type.IsDefined(typeof(EventAttribute)))];

    public static TheoryData<string> Workers => [.. Services.Workers.Select(worker => worker.Name)];

    [Theory, MemberData(nameof(Workers))]
    public void The_pattern_lets_through_what_the_worker_consumes(string worker) =>
        Assert.All(
            Consumed(worker),
            contract =>
                Assert.True(LetsThrough(worker, contract), $"{worker} consumes {contract.Name}, but its pattern does not let it through."));

    [Theory, MemberData(nameof(Workers))]
    public void The_pattern_lets_nothing_through_that_the_worker_would_have_to_dead_letter(string worker) =>
        Assert.All(
            Contracts.Where(contract => LetsThrough(worker, contract)),
            contract =>
                Assert.True(
                    Consumed(worker).Contains(contract), $"{worker}'s pattern lets {contract.Name} through, but it does not consume it."));

    [Theory, MemberData(nameof(Workers))]
    public void The_pattern_matches_a_contract(string worker) => Assert.Contains(Contracts, contract => LetsThrough(worker, contract));

    [Theory, MemberData(nameof(Workers))]
    public void No_two_workers_share_a_queue(string worker) =>
        Assert.Single(Services.Workers, other => other.Subscription!.Queue == Worker(worker).Subscription!.Queue);

    private static ServiceFolder Worker(string name) => Services.Workers.Single(worker => worker.Name == name);

    private static HashSet<Type> Consumed(string worker) =>
        [.. Assembly.LoadFrom(Worker(worker).Program).GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false })
            .SelectMany(type => type.GetInterfaces())
            .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IConsumer<>))
            .Select(type => type.GetGenericArguments()[0])];

    private static bool LetsThrough(string worker, Type contract)
    {
        var name = contract.GetCustomAttribute<EventAttribute>()!;
        var @event = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
        {
            ["source"] = name.Source,
            ["detail-type"] = name.DetailType,
            ["detail"] = new { metadata = new { eventId = "1", eventVersion = name.Version }, data = new { } },
        });
        return EventPattern.Parse(Worker(worker).Subscription!.Pattern.GetRawText()).Matches(@event);
    }
}
