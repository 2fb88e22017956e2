using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Workers.Hosting.Resilience;
using Workers.Hosting.Store;

namespace Workers.Hosting;

/// <summary>A worker's consumer or saga, and its connection to the endpoint, including the inbox.</summary>
/// <param name="type">Its class.</param>
/// <param name="name">Its name in the inbox.</param>
internal abstract class ConsumerSetup(Type type, string name)
{
    public Type Type => type;

    public string Name => name;

    /// <summary>The call that adds it, without arguments.</summary>
    public abstract string Call { get; }

    /// <summary>The messages that it consumes; for consumers of batches <see cref="Batch{T}"/>.</summary>
    public abstract IEnumerable<Type> MessageTypes();

    /// <summary>Registers it.</summary>
    /// <param name="bus">The worker's bus.</param>
    /// <param name="hasStore">Whether the worker has an inbox.</param>
    /// <exception cref="ConfigurationException">It needs a store, and the worker has none.</exception>
    public abstract void AddTo(IBusRegistrationConfigurator bus, bool hasStore);

    /// <summary>Connects it.</summary>
    /// <param name="endpoint">The worker's endpoint.</param>
    /// <param name="context">The container.</param>
    /// <param name="hasStore">Whether the worker has an inbox.</param>
    /// <param name="tryTimeout">Timeout of one attempt, within which a batch has to fill.</param>
    /// <exception cref="ConfigurationException">The options of a batch do not fit, or a saga is not in the store.</exception>
    public abstract void Configure(
        IReceiveEndpointConfigurator endpoint, IBusRegistrationContext context, bool hasStore, TimeSpan tryTimeout);
}

/// <inheritdoc />
internal sealed class ConsumerSetup<TConsumer>(
    string name, Action<IConsumerConfigurator<TConsumer>>? configure, Type? definition = null)
    : ConsumerSetup(typeof(TConsumer), name)
    where TConsumer : class, IConsumer
{
    public override string Call => $"AddConsumer<{typeof(TConsumer).Name}>";

    public override IEnumerable<Type> MessageTypes() => typeof(TConsumer).GetInterfaces()
        .Where(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IConsumer<>))
        .Select(one => one.GetGenericArguments()[0]);

    public override void AddTo(IBusRegistrationConfigurator bus, bool hasStore) => bus.AddConsumer(typeof(TConsumer), definition);

    public override void Configure(
        IReceiveEndpointConfigurator endpoint, IBusRegistrationContext context, bool hasStore, TimeSpan tryTimeout) =>
        endpoint.ConfigureConsumer<TConsumer>(context, consumer =>
        {
            configure?.Invoke(consumer);
            CheckMessages();
            if (MessageTypes().Any(IsBatch))
                consumer.Options<BatchOptions>(batch => Check(batch, tryTimeout));
            var inbox = hasStore
                ? new ConsumerInbox(
                    Name, typeof(TConsumer).Name, context.GetRequiredService<TimeProvider>(), context.GetRequiredService<ILogger<TConsumer>>())
                : null;
            foreach (var message in MessageTypes())
                FiltersOf(message).AddTo(consumer, inbox);
        });

    private static bool IsBatch(Type message) => message.IsGenericType && message.GetGenericTypeDefinition() == typeof(Batch<>);

    private void CheckMessages()
    {
        var messages = MessageTypes().ToList();
        if (messages.Find(one => IsBatch(one) && messages.Contains(one.GetGenericArguments()[0])) is { } batch)
            throw new ConfigurationException(
                $"{typeof(TConsumer)} consumes {batch.GetGenericArguments()[0].Name} one by one and in batches: use two classes, each has its own inbox.");
    }

    private void Check(BatchOptions batch, TimeSpan tryTimeout)
    {
        if (batch.TimeLimit >= tryTimeout)
            throw new ConfigurationException(
                $"{nameof(BatchOptions)}.{nameof(batch.TimeLimit)} {batch.TimeLimit} of {typeof(TConsumer)} is not shorter than Resilience:Timeout {tryTimeout}: its messages would time out while they wait for others. Lower the first or raise the second.");

        // MassTransit would fail with an error that does not name the type.
        if (batch.GroupKeyProvider is { } provider && MessageTypes().Where(IsBatch).FirstOrDefault(one => !Groups(provider, one)) is { } other)
            throw new ConfigurationException(
                $"{nameof(BatchOptions)}.{nameof(batch.GroupBy)} of {typeof(TConsumer)} is for other messages than those of its {nameof(Batch<>)}<{other.GetGenericArguments()[0].Name}>: "
                + $"use GroupBy<{other.GetGenericArguments()[0].Name}, TKey>, and a class of its own for each type of batch.");
    }

    private static bool Groups(object provider, Type batch) => provider.GetType().GetInterfaces().Any(one =>
        one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IGroupKeyProvider<,>)
        && one.GetGenericArguments()[0].IsAssignableFrom(batch.GetGenericArguments()[0]));

    private static Filters FiltersOf(Type message)
    {
        var filters = IsBatch(message)
            ? typeof(BatchFilters<>).MakeGenericType(typeof(TConsumer), message.GetGenericArguments()[0])
            : typeof(SingleFilters<>).MakeGenericType(typeof(TConsumer), message);
        return (Filters)Activator.CreateInstance(filters)!;
    }

    private abstract class Filters
    {
        public abstract void AddTo(IConsumerConfigurator<TConsumer> consumer, ConsumerInbox? inbox);
    }

    private sealed class SingleFilters<TMessage> : Filters
        where TMessage : class
    {
        public override void AddTo(IConsumerConfigurator<TConsumer> consumer, ConsumerInbox? inbox) =>
            consumer.ConsumerMessage<TMessage>(message =>
            {
                message.UseFilter(new CompletionFilter<TConsumer, TMessage>());
                if (inbox is not null)
                    message.UseFilter(new InboxFilter<TConsumer, TMessage>(inbox));
            });
    }

    private sealed class BatchFilters<TMessage> : Filters
        where TMessage : class
    {
        public override void AddTo(IConsumerConfigurator<TConsumer> consumer, ConsumerInbox? inbox) =>
            consumer.ConsumerMessage<Batch<TMessage>>(batch =>
            {
                batch.Message(message => message.UseFilter(new BatchFilter<TMessage>()));
                if (inbox is not null)
                    batch.UseFilter(new BatchInboxFilter<TConsumer, TMessage>(inbox));
            });
    }
}
