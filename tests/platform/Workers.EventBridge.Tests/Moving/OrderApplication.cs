using System.Collections.Concurrent;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Workers.Contracts;

namespace Workers.EventBridge.Tests.Moving;

// A MassTransit application of the usual shape. The guide "Coming from MassTransit" shows parts of this file.

[Event("shop.orders", "OrderSubmitted")]
public sealed record OrderSubmitted
{
    public Guid OrderId { get; init; }
}

[Event("shop.orders", "OrderAccepted")]
public sealed record OrderAccepted
{
    public Guid OrderId { get; init; }
}

[Event("shop.orders", "OrderCompleted")]
public sealed record OrderCompleted
{
    public Guid OrderId { get; init; }
}

[Event("shop.orders", "ReviewDue")]
public sealed record ReviewDue
{
    public Guid OrderId { get; init; }
}

[Event("shop.orders", "ReviewRequested")]
public sealed record ReviewRequested
{
    public Guid OrderId { get; init; }
}

public sealed class AcceptOrderConsumer : IConsumer<OrderSubmitted>
{
    public async Task Consume(ConsumeContext<OrderSubmitted> context)
    {
        if (context.GetRetryAttempt() == 0)
            throw new TimeoutException("The first attempt fails.");
        await context.Publish<OrderAccepted>(new { context.Message.OrderId });
    }
}

public sealed class AcceptOrderDefinition : ConsumerDefinition<AcceptOrderConsumer>
{
    public AcceptOrderDefinition() => ConcurrentMessageLimit = 8;

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<AcceptOrderConsumer> consumerConfigurator,
        IRegistrationContext context) =>
        endpointConfigurator.UseMessageRetry(retry => retry.Immediate(3));
}

public sealed class AuditOrdersConsumer(AuditLog log) : IConsumer<Batch<OrderCompleted>>
{
    public Task Consume(ConsumeContext<Batch<OrderCompleted>> context)
    {
        log.Batches.Enqueue([.. context.Message.Select(order => order.Message.OrderId)]);
        return Task.CompletedTask;
    }
}

public sealed class AuditLog
{
    public ConcurrentQueue<IReadOnlyList<Guid>> Batches { get; } = new();
}

public sealed class OrderState : SagaStateMachineInstance
{
    public Guid CorrelationId { get; set; }

    public string CurrentState { get; set; } = "";

    public Guid? ReviewToken { get; set; }
}

public sealed class OrderStateMachine : MassTransitStateMachine<OrderState>
{
    public OrderStateMachine()
    {
        InstanceState(order => order.CurrentState);
        Event(() => Accepted, accepted => accepted.CorrelateById(context => context.Message.OrderId));
        Schedule(() => Review, order => order.ReviewToken, schedule =>
        {
            schedule.Delay = TimeSpan.FromSeconds(1);
            schedule.Received = due => due.CorrelateById(context => context.Message.OrderId);
        });
        Initially(When(Accepted)
            .PublishAsync(context => context.Init<OrderCompleted>(new { context.Message.OrderId }))
            .Schedule(Review, context => new ReviewDue { OrderId = context.Saga.CorrelationId })
            .TransitionTo(Completed));
        During(Completed, When(Review!.Received)
            .PublishAsync(context => context.Init<ReviewRequested>(new { context.Message.OrderId })));
    }

    public State Completed { get; private set; } = null!;

    public Event<OrderAccepted> Accepted { get; private set; } = null!;

    public Schedule<OrderState, ReviewDue> Review { get; private set; } = null!;
}

public static class OrderApplication
{
    public static void AddOrderApplication(this IBusRegistrationConfigurator x)
    {
        x.AddSingleton<AuditLog>();
        x.SetKebabCaseEndpointNameFormatter();
        x.AddDelayedMessageScheduler();
        x.AddConsumer<AcceptOrderConsumer, AcceptOrderDefinition>();
        x.AddConsumer<AuditOrdersConsumer>(consumer => consumer.Options<BatchOptions>(options => options
            .SetMessageLimit(2)
            .SetTimeLimit(TimeSpan.FromSeconds(5))));
        x.AddSagaStateMachine<OrderStateMachine, OrderState>().InMemoryRepository();
    }
}
