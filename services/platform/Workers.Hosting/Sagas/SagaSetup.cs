using MassTransit;
using MassTransit.Saga;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Workers.Hosting.Store;

namespace Workers.Hosting.Sagas;

/// <summary>A worker's saga, and its connection to the endpoint, with its instances in the worker's store.</summary>
/// <param name="name">Its name in the inbox.</param>
/// <param name="configure">Configuration by the worker.</param>
/// <param name="definition">Its definition; null if it has none.</param>
internal sealed class SagaSetup<TStateMachine, TInstance>(
    string name, Action<ISagaConfigurator<TInstance>>? configure, Type? definition = null)
    : ConsumerSetup(typeof(TStateMachine), name)
    where TStateMachine : class, SagaStateMachine<TInstance>
    where TInstance : class, SagaStateMachineInstance
{
    public override string Call => $"AddSagaStateMachine<{typeof(TStateMachine).Name}, {typeof(TInstance).Name}>";

    public override IEnumerable<Type> MessageTypes() => SagaEvents.Of(typeof(TStateMachine));

    public override void AddTo(IBusRegistrationConfigurator bus, bool hasStore)
    {
        if (!hasStore)
            throw new ConfigurationException(
                $"{typeof(TStateMachine)} is a saga, and this worker has no store for its instances: add one with {nameof(WorkerBuilder.AddStore)}. "
                + "Only a host of your own can keep them in MassTransit's in-memory repository.");
        if (bus.Any(service => service.ServiceType == typeof(ISagaRepositoryContextFactory<TInstance>)))
            throw new ConfigurationException($"{typeof(TInstance)} is the state of two sagas: give {typeof(TStateMachine)} a state class of its own.");

        bus.AddSagaStateMachine<TStateMachine, TInstance>(definition);
        bus.AddSingleton(services => new SagaInbox<TInstance>(new ConsumerInbox(
            Name, Name, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<TStateMachine>>())));
        bus.AddScoped<ISagaRepositoryContextFactory<TInstance>, StoreSagaRepository<TInstance>>();
    }

    public override void Configure(IReceiveEndpointConfigurator endpoint, IBusRegistrationContext context, bool hasStore, TimeSpan tryTimeout)
    {
        using (var scope = context.CreateScope())
            SagaModel.Check(scope.ServiceProvider.StoreContext(), typeof(TInstance));
        endpoint.ConfigureSaga(context, configure);
    }
}

/// <summary>The inbox of a saga.</summary>
internal sealed record SagaInbox<TSaga>(ConsumerInbox Inbox)
    where TSaga : class, ISaga;
