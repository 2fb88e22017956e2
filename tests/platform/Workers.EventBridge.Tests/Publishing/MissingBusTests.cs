using System.Text.Json.Nodes;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Workers.EventBridge.Publishing;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;
using Workers.LocalAws.Faults;

namespace Workers.EventBridge.Tests.Publishing;

/// <summary>PutEvents to a bus that does not exist succeeds, and the event is gone: so the publisher looks for the bus first.</summary>
public sealed class MissingBusTests : TransportTest
{
    private readonly WorkerSetup _missing = new() { Factory = cfg => cfg.Host("late") };

    [Fact]
    public async Task Nothing_is_put_on_a_bus_that_does_not_exist()
    {
        var worker = await StartAsync(_missing);

        var error = await Assert.ThrowsAsync<EventPublishException>(() => worker.Bus.Publish(new OrderPlaced { OrderId = "o1" }, Cancelled));
        var direct = await Assert.ThrowsAsync<EventPublishException>(() => worker.Publisher.PublishAsync(Events.Order("o2"), Cancelled));

        Assert.Equal("EventBusNotFound", error.Code);
        Assert.Contains("Event bus 'late' was not found. Create it, or correct the bus's name and region", error.Message, StringComparison.Ordinal);
        Assert.Equal("EventBusNotFound", direct.Code);
        Assert.Equal(0, Bus.Calls("events:PutEvents"));
    }

    [Fact]
    public async Task Its_status_says_so_until_it_is_there()
    {
        var worker = await StartAsync(_missing);
        var status = worker.Services.GetRequiredService<IEventBusStatus>();

        var before = await status.FindProblemAsync(Cancelled);
        await CreateAsync();
        var after = await status.FindProblemAsync(Cancelled);

        Assert.StartsWith("Event bus 'late' was not found.", before, StringComparison.Ordinal);
        Assert.Null(after);
        await worker.Publisher.PublishAsync(Events.Order("o1"), Cancelled).InTimeAsync();
    }

    [Fact]
    public async Task A_bus_that_was_found_is_not_looked_for_again()
    {
        var worker = await StartPublisherAsync();

        for (var i = 0; i < 3; i++)
            await worker.Publisher.PublishAsync(Events.Order($"{i}"), Cancelled).InTimeAsync();

        Assert.Equal(1, Bus.Calls("events:DescribeEventBus"));
    }

    [Fact]
    public async Task After_a_call_that_reached_nobody_it_is_looked_for_again()
    {
        var faults = new HttpFaults();
        var worker = await StartAsync(new WorkerSetup { Host = host => host.EventBridge.HttpClientFactory = faults });
        await worker.Publisher.PublishAsync(Events.Order("1"), Cancelled).InTimeAsync();
        var isFirst = true;
        faults.OnCall = operation =>
        {
            if (operation != "PutEvents" || !isFirst)
                return Task.FromResult<HttpResponseMessage?>(null);
            isFirst = false;
            throw new HttpRequestException("Connection refused");
        };

        var published = worker.Publisher.PublishAsync(Events.Order("2"), Cancelled);
        await Time.AdvanceUntilAsync(TimeSpan.FromMilliseconds(50), () => published.IsCompleted);

        await published;
        Assert.Equal(2, Bus.Calls("events:DescribeEventBus"));
    }

    [Fact]
    public async Task A_look_that_fails_for_the_moment_is_tried_again()
    {
        var worker = await StartPublisherAsync();
        Bus.Server.Faults = Failing.Calls("throttle", share: 1, "events:DescribeEventBus");
        var published = worker.Publisher.PublishAsync(Events.Order("1"), Cancelled);
        await Eventually.UntilAsync(() => Bus.Server.InjectedFaults["throttle"] > 0);

        Bus.Server.Faults = FaultSettings.None;
        await Time.AdvanceUntilAsync(TimeSpan.FromMilliseconds(50), () => published.IsCompleted);

        await published;
    }

    [Fact]
    public async Task Without_the_permission_to_look_it_warns_and_publishes()
    {
        var log = new MemoryLog();
        var faults = new HttpFaults
        {
            OnCall = operation => Task.FromResult<HttpResponseMessage?>(operation == "PutEvents" ? null : new HttpResponseMessage(System.Net.HttpStatusCode.BadRequest)
            {
                Content = new StringContent("""{"__type":"AccessDeniedException","message":"not authorized to perform: events:DescribeEventBus"}"""),
            }),
        };
        var worker = await StartAsync(new WorkerSetup { Log = log, Host = host => host.EventBridge.HttpClientFactory = faults });

        await worker.Publisher.PublishAsync(Events.Order("1"), Cancelled).InTimeAsync();
        await worker.Publisher.PublishAsync(Events.Order("2"), Cancelled).InTimeAsync();

        Assert.Single(log.Lines, line => line.Level == LogLevel.Warning && line.Text.Contains("events:DescribeEventBus is not allowed", StringComparison.Ordinal));
    }

    private Task<JsonObject> CreateAsync() => Bus.EventBridge.CallAsync("CreateEventBus", new JsonObject { ["Name"] = "late" }, Cancelled);
}
