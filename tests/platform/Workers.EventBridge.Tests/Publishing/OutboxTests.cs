using System.Collections.Concurrent;
using System.Text;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Workers.EventBridge.Publishing;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Publishing;

/// <summary>An outbox takes what would go to the bus.</summary>
public sealed class OutboxTests : TransportTest
{
    private readonly ConcurrentQueue<(OutgoingEvent Event, Guid Scope)> _taken = new();

    [Fact]
    public async Task A_scoped_sink_takes_what_a_consumer_publishes()
    {
        await ReactAsync();

        Assert.Equal(("shop.orders", "OrderShipped"), (Assert.Single(_taken).Event.Source, _taken.Single().Event.DetailType));
    }

    [Fact]
    public async Task What_a_sink_took_does_not_go_to_the_bus()
    {
        await ReactAsync();

        Assert.Equal(0, Bus.Calls("events:PutEvents"));
    }

    [Fact]
    public async Task The_sink_gets_the_event_as_it_would_be_on_the_wire()
    {
        await ReactAsync();

        var taken = Assert.Single(_taken).Event;
        Assert.Contains($"\"eventId\":\"{taken.EventId}\"", Encoding.UTF8.GetString(taken.Detail.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_message_has_a_sink_of_its_own()
    {
        await ReactAsync(messages: 3);

        Assert.Equal(3, _taken.DistinctBy(one => one.Scope).Count());
    }

    [Fact]
    public async Task What_is_published_outside_of_a_consumer_goes_to_the_bus()
    {
        var worker = await StartReactingAsync();

        await worker.Bus.Publish(new OrderShipped { OrderId = "o1" }, Cancelled);

        Assert.Empty(_taken);
    }

    [Fact]
    public async Task A_sink_on_the_send_context_takes_the_event()
    {
        var worker = await StartPublisherAsync();

        await worker.Bus.Publish(
            new OrderShipped { OrderId = "o1" },
            context => context.GetOrAddPayload<IOutbox>(() => new RecordingOutbox(_taken)),
            Cancelled);

        Assert.Equal((1, 0), (_taken.Count, Bus.Calls("events:PutEvents")));
    }

    [Fact]
    public async Task An_event_that_is_too_large_is_refused_before_a_sink_takes_it()
    {
        var worker = await StartPublisherAsync();

        var error = await Assert.ThrowsAsync<EventPublishException>(() => worker.Bus.Publish(
            new OrderShipped { OrderId = new string('x', 1_100_000) },
            context => context.GetOrAddPayload<IOutbox>(() => new RecordingOutbox(_taken)),
            Cancelled));

        Assert.Equal("EntryTooLarge", error.Code);
        Assert.Empty(_taken);
    }

    private async Task ReactAsync(int messages = 1)
    {
        await StartReactingAsync();
        for (var i = 0; i < messages; i++)
            await Bus.SendAsync("""{"id":"i","source":"shop.orders","detail-type":"OrderPlaced","detail":{"orderId":"o1"}}""");
        await Eventually.UntilAsync(() => _taken.Count == messages);
    }

    private Task<WorkerHost> StartReactingAsync()
    {
        Orders.Work = context => context.Publish(new OrderShipped { OrderId = context.Message.OrderId });
        return StartConsumerAsync(setup: new WorkerSetup
        {
            Services = services => services.AddSingleton(_taken).AddScoped<IOutbox, RecordingOutbox>(),
        });
    }

    private sealed class RecordingOutbox(ConcurrentQueue<(OutgoingEvent Event, Guid Scope)> taken) : IOutbox
    {
        private readonly Guid _scope = Guid.NewGuid();

        public Task AddAsync(OutgoingEvent @event, CancellationToken cancellationToken)
        {
            taken.Enqueue((@event, _scope));
            return Task.CompletedTask;
        }
    }
}
