using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Workers.Hosting.Store;

namespace Workers.Hosting;

/// <summary>Connects a consumer to the endpoint, with its inbox around it.</summary>
internal abstract class ConsumerSetup
{
    /// <summary>Connects the consumer.</summary>
    /// <param name="endpoint">The worker's endpoint.</param>
    /// <param name="context">The container.</param>
    /// <param name="inboxName">Its name in the inbox; null without a store.</param>
    public abstract void Configure(IReceiveEndpointConfigurator endpoint, IBusRegistrationContext context, string? inboxName);
}

/// <inheritdoc />
internal sealed class ConsumerSetup<TConsumer> : ConsumerSetup
    where TConsumer : class, IConsumer
{
    public override void Configure(IReceiveEndpointConfigurator endpoint, IBusRegistrationContext context, string? inboxName) =>
        endpoint.ConfigureConsumer<TConsumer>(context, consumer =>
        {
            if (inboxName is null)
                return;

            var inbox = new ConsumerInbox(
                inboxName, typeof(TConsumer).Name, context.GetRequiredService<TimeProvider>(), context.GetRequiredService<ILogger<TConsumer>>());
            foreach (var message in MessageTypes())
                Filters(message).AddTo(consumer, inbox);
        });

    private static IEnumerable<Type> MessageTypes() => typeof(TConsumer).GetInterfaces()
        .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IConsumer<>))
        .Select(type => type.GetGenericArguments()[0]);

    private static Filter Filters(Type message)
    {
        var isBatch = message.IsGenericType && message.GetGenericTypeDefinition() == typeof(Batch<>);
        var filter = isBatch
            ? typeof(BatchFilter<>).MakeGenericType(typeof(TConsumer), message.GetGenericArguments()[0])
            : typeof(SingleFilter<>).MakeGenericType(typeof(TConsumer), message);
        return (Filter)Activator.CreateInstance(filter)!;
    }

    private abstract class Filter
    {
        public abstract void AddTo(IConsumerConfigurator<TConsumer> consumer, ConsumerInbox inbox);
    }

    private sealed class SingleFilter<TMessage> : Filter
        where TMessage : class
    {
        public override void AddTo(IConsumerConfigurator<TConsumer> consumer, ConsumerInbox inbox) =>
            consumer.ConsumerMessage<TMessage>(message => message.UseFilter(new InboxFilter<TConsumer, TMessage>(inbox)));
    }

    private sealed class BatchFilter<TMessage> : Filter
        where TMessage : class
    {
        public override void AddTo(IConsumerConfigurator<TConsumer> consumer, ConsumerInbox inbox) =>
            consumer.ConsumerMessage<Batch<TMessage>>(message => message.UseFilter(new BatchInboxFilter<TConsumer, TMessage>(inbox)));
    }
}
