using MassTransit;
using Workers.Hosting.Sagas;
using Workers.Hosting.Store;

namespace Workers.Hosting;

/// <content>Sagas.</content>
public sealed partial class WorkerBuilder
{
    /// <summary>
    /// Adds a saga, whose instances are in the worker's store: an event's inbox entry, the instance and the events that it publishes are one
    /// transaction. The pattern in <c>subscription.json</c> has to match its events. Map the state in the store's context, with
    /// <c>CorrelationId</c> as its primary key, and with a concurrency token, such as <c>Version</c> of <see cref="ISagaVersion"/>.
    /// </summary>
    /// <typeparam name="TStateMachine">The state machine.</typeparam>
    /// <typeparam name="TInstance">Its state.</typeparam>
    /// <param name="name">
    /// The saga's name in the inbox, 1 to 200 characters; the full name of the state machine by default. If you rename or move the class, set
    /// its former name here to keep its entries.
    /// </param>
    /// <param name="configure">Further configuration by MassTransit, such as <c>ConcurrentMessageLimit</c>.</param>
    public void AddSagaStateMachine<TStateMachine, TInstance>(string? name = null, Action<ISagaConfigurator<TInstance>>? configure = null)
        where TStateMachine : class, SagaStateMachine<TInstance>
        where TInstance : class, SagaStateMachineInstance =>
        _consumers.Add(new SagaSetup<TStateMachine, TInstance>(name ?? ConsumerName.Of(typeof(TStateMachine)), configure));

    /// <summary>Adds a saga with its definition, which configures it and the worker's endpoint.</summary>
    /// <inheritdoc cref="AddSagaStateMachine{TStateMachine, TInstance}(string?, Action{ISagaConfigurator{TInstance}}?)" />
    /// <typeparam name="TStateMachine">The state machine.</typeparam>
    /// <typeparam name="TInstance">Its state.</typeparam>
    /// <typeparam name="TDefinition">Its definition.</typeparam>
    /// <remarks>An endpoint name in the definition has no effect: the worker has one queue, that of <c>subscription.json</c>.</remarks>
    public void AddSagaStateMachine<TStateMachine, TInstance, TDefinition>(
        string? name = null, Action<ISagaConfigurator<TInstance>>? configure = null)
        where TStateMachine : class, SagaStateMachine<TInstance>
        where TInstance : class, SagaStateMachineInstance
        where TDefinition : class, ISagaDefinition<TInstance> =>
        _consumers.Add(new SagaSetup<TStateMachine, TInstance>(
            name ?? ConsumerName.Of(typeof(TStateMachine)), configure, typeof(TDefinition)));
}
