using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Workers.Contracts;
using Workers.EventBridge.Publishing;
using Workers.EventBridge.Receiving;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Receiving;

/// <summary>MassTransit features on this transport: the rows of the README's table without another test.</summary>
public sealed class MassTransitFeatureTests : TransportTest
{
    [Fact]
    public async Task Retries_within_a_delivery_work()
    {
        Orders.Work = context => context.GetRetryAttempt() < 2 ? throw new TimeoutException() : Task.CompletedTask;
        await StartConsumerAsync(e => e.UseMessageRetry(retry => retry.Immediate(3)));

        await Bus.PutOrdersAsync(1);

        await Eventually.UntilAsync(() => Orders.Count == 3);
        await Bus.UntilEmptyAsync();
    }

    [Fact]
    public async Task The_outbox_in_memory_works()
    {
        Orders.Work = async context =>
        {
            await context.Publish(new OrderShipped { OrderId = context.Message.OrderId });
            if (Orders.Count == 1)
                throw new TimeoutException();
        };
        await StartConsumerAsync(setup: new WorkerSetup
        {
            Endpoint = (e, context) =>
            {
                e.UseMessageRetry(retry => retry.Immediate(1));
                e.UseInMemoryOutbox(context);
            },
        });

        await Bus.SendAsync("""{"id":"i","source":"shop.orders","detail-type":"OrderPlaced","detail":{"orderId":"o1"}}""");
        await Bus.ReceiveOneAsync("tap");

        Assert.Equal((2, 1L), (Orders.Count, Bus.Calls("events:PutEvents")));
    }

    [Fact]
    public async Task The_outbox_in_memory_is_refused_beside_a_sink()
    {
        Orders.Work = context => context.Publish(new OrderShipped { OrderId = context.Message.OrderId });
        await StartConsumerAsync(setup: new WorkerSetup
        {
            Services = services => services.AddScoped<IOutbox>(_ => throw new InvalidOperationException("never asked for")),
            Endpoint = (e, context) => e.UseInMemoryOutbox(context),
        });

        await Bus.PutOrdersAsync(1);
        await Time.AdvanceUntilAsync(TimeSpan.FromMinutes(1), async () => (await Bus.CountAsync("orders-dlq")).Visible == 1);

        Assert.Contains(
            "UseInMemoryOutbox delays events until the consumer's scope has ended",
            (await Bus.ReceiveOneAsync("orders-dlq")).MessageAttributes["ExceptionMessage"].StringValue,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endpoints_by_convention_have_the_queue_of_the_consumers_name()
    {
        await Bus.CreateQueueAsync("order-placed");
        await StartAsync(new WorkerSetup
        {
            Services = services => services.AddSingleton(Orders),
            Bus = x =>
            {
                x.SetKebabCaseEndpointNameFormatter();
                x.AddConsumer<OrderPlacedConsumer, OrderPlacedConsumerDefinition>();
            },
            Conventions = true,
        });

        await Bus.SendAsync("""{"id":"i","source":"shop.orders","detail-type":"OrderPlaced","detail":{"orderId":"o1"}}""", "order-placed");

        await Orders.OneAsync();
    }

    [Fact]
    public async Task Endpoints_can_be_connected_later()
    {
        await Bus.CreateQueueAsync("later");
        var worker = await StartPublisherAsync();

        var handle = worker.Bus.ConnectReceiveEndpoint("later", e => e.Consumer(() => new TestConsumer<OrderPlaced>(Orders)));
        await handle.Ready.InTimeAsync();
        await Bus.PutOrdersAsync(1);

        await Orders.OneAsync();
        await handle.StopAsync(Cancelled).InTimeAsync();
    }

    [Fact]
    public async Task A_state_machine_works()
    {
        await StartAsync(new WorkerSetup
        {
            Bus = x => x.AddSagaStateMachine<OrderFlow, OrderState>().InMemoryRepository(),
            Endpoint = (e, context) =>
            {
                e.VisibilityTimeout = TimeSpan.FromHours(1);
                e.ConfigureSaga<OrderState>(context);
            },
        });

        await Bus.SendAsync("""{"id":"i","source":"shop.orders","detail-type":"OrderPlaced","detail":{"orderId":"o1"}}""");

        Assert.Equal("OrderShipped", (string?)(await Bus.TapAsync())["detail-type"]);
    }

    [Fact]
    public async Task Several_messages_at_once_share_calls()
    {
        var worker = await StartPublisherAsync();

        await worker.Bus.PublishBatch(Enumerable.Range(0, 20).Select(number => new OrderPlaced { OrderId = $"{number}" }), Cancelled);

        await Bus.UntilCountAsync(visible: 20, inFlight: 0);

        // How many depends on how fast the machine publishes: a call waits for no event that is not there yet.
        Assert.InRange(Bus.Calls("events:PutEvents"), 2, 19);
    }

    [Fact]
    public async Task Anonymous_objects_become_messages()
    {
        var worker = await StartPublisherAsync();

        await worker.Bus.Publish<OrderPlaced>(new { OrderId = "o1" }, Cancelled);

        Assert.Equal("o1", (string?)(await Bus.TapAsync())["detail"]!["data"]!["orderId"]);
    }

    [Fact]
    public async Task A_derived_message_is_an_event_of_its_own_name_and_not_of_its_bases()
    {
        var worker = await StartConsumerAsync(e => e.UnknownEvents = UnknownEvents.DeadLetter);

        await worker.Bus.Publish(new Rush { Level = 1 }, Cancelled);

        Assert.Equal("unknown-type", (await Bus.ReceiveOneAsync("orders-dlq")).MessageAttributes["DeadLetterReason"].StringValue);
    }

    [Fact]
    public async Task A_response_is_published_since_nobody_asked()
    {
        Orders.Work = context => context.RespondAsync(new OrderShipped { OrderId = "o1" });
        await StartConsumerAsync();

        await Bus.SendAsync("""{"id":"i","source":"shop.orders","detail-type":"OrderPlaced","detail":{"orderId":"o1"}}""");

        Assert.Equal("OrderShipped", (string?)(await Bus.TapAsync())["detail-type"]);
    }

    [Fact]
    public async Task Anonymous_objects_do_not_become_positional_records()
    {
        var worker = await StartPublisherAsync();

        var error = await Assert.ThrowsAnyAsync<Exception>(() => worker.Bus.Publish<Positional>(new { OrderId = "o1" }, Cancelled));

        Assert.StartsWith("No default constructor available for message type", Assert.IsType<ArgumentException>(error).Message, StringComparison.Ordinal);
    }

    public sealed class OrderPlacedConsumer(Consumed<OrderPlaced> consumed) : IConsumer<OrderPlaced>
    {
        public Task Consume(ConsumeContext<OrderPlaced> context) => consumed.ConsumeAsync(context);
    }

    public sealed class OrderPlacedConsumerDefinition : ConsumerDefinition<OrderPlacedConsumer>
    {
        public OrderPlacedConsumerDefinition() => ConcurrentMessageLimit = 4;
    }

    [Event("shop.orders", "Positional")]
    public sealed record Positional(string OrderId);

    public record AnyRush
    {
        public int Level { get; init; }
    }

    [Event("shop.orders", "Rush")]
    public sealed record Rush : AnyRush;

    public sealed class OrderState : SagaStateMachineInstance
    {
        public Guid CorrelationId { get; set; }

        public string CurrentState { get; set; } = "";

        public string OrderId { get; set; } = "";
    }

    public sealed class OrderFlow : MassTransitStateMachine<OrderState>
    {
        public OrderFlow()
        {
            InstanceState(state => state.CurrentState);
            Event(() => Placed, e => e.CorrelateBy(state => state.OrderId, context => context.Message.OrderId).SelectId(_ => NewId.NextGuid()));
            Initially(When(Placed)
                .Then(context => context.Saga.OrderId = context.Message.OrderId)
                .PublishAsync(context => context.Init<OrderShipped>(new { context.Message.OrderId }))
                .TransitionTo(Done));
        }

        public State Done { get; private set; } = null!;

        public Event<OrderPlaced> Placed { get; private set; } = null!;
    }
}
