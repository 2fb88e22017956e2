using MassTransit;
using MassTransit.Courier;
using Microsoft.Extensions.DependencyInjection;
using Workers.Contracts;
using Workers.EventBridge.Publishing;
using Workers.EventBridge.Receiving;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Receiving;

/// <summary>Features of MassTransit that this transport does not support.</summary>
public sealed class UnsupportedFeatureTests : TransportTest
{
    private const string CannotDelay =
        "EventBridge cannot delay an event, and no outbox of this scope can keep it until it is due. Schedule in a worker with a store (Workers.Hosting), in a consumer or in another scope; or let EventBridge Scheduler keep it, with cfg.UseEventBridgeScheduler(role).";

    [Fact]
    public async Task Scheduled_messages_are_refused_without_an_outbox()
    {
        var worker = await StartAsync(new WorkerSetup
        {
            Bus = x => x.AddDelayedMessageScheduler(),
            Factory = cfg => cfg.UseDelayedMessageScheduler(),
        });
        await using var scope = worker.Services.CreateAsyncScope();

        var error = await Assert.ThrowsAsync<NotSupportedException>(() => scope.ServiceProvider.GetRequiredService<IMessageScheduler>()
            .SchedulePublish(DateTime.UtcNow.AddHours(1), new OrderPlaced { OrderId = "o1" }, Cancelled));

        Assert.Equal(CannotDelay, error.Message);
        Assert.Equal(0, Bus.Calls("events:PutEvents"));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Scheduling_in_a_consumer_is_refused_without_an_outbox(bool hasScheduler)
    {
        List<Exception?> errors = [];
        Orders.Work = async context =>
        {
            var later = TimeSpan.FromHours(1);
            errors.Add(await Record.ExceptionAsync(() => context.SchedulePublish(later, new OrderShipped { OrderId = "o1" }, Cancelled)));
            errors.Add(await Record.ExceptionAsync(() => context.ScheduleSend(later, new OrderShipped { OrderId = "o1" }, Cancelled)));
            errors.Add(await Record.ExceptionAsync(() => context.ScheduleSend(new Uri("queue:orders"), later, new OrderShipped { OrderId = "o1" }, Cancelled)));
        };
        await StartConsumerAsync(setup: new WorkerSetup
        {
            Factory = cfg =>
            {
                if (hasScheduler)
                    cfg.UseDelayedMessageScheduler();
            },
        });

        await Bus.PutOrdersAsync(1);
        await Bus.UntilEmptyAsync();

        Assert.Equal(Enumerable.Repeat($"NotSupportedException: {CannotDelay}", 3), errors.Select(error => $"{error?.GetType().Name}: {error?.Message}"));
    }

    [Fact]
    public async Task Routing_slips_are_refused()
    {
        var worker = await StartPublisherAsync();
        var slip = new RoutingSlipBuilder(NewId.NextGuid());
        slip.AddActivity("ship", new Uri("queue:ship_execute"));

        await Assert.ThrowsAnyAsync<Exception>(() => worker.Bus.Execute(slip.Build()));

        Assert.Equal(0, Bus.Calls("events:PutEvents"));
    }
}
