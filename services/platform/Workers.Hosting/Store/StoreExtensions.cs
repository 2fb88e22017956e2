using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Workers.EventBridge.Publishing;
using Workers.Hosting.Store.Migrations;

namespace Workers.Hosting.Store;

internal static class StoreExtensions
{
    /// <summary>Adds the worker's database, with inbox, outbox, and their background services.</summary>
    public static void AddWorkerStore<TContext>(
        this IServiceCollection services, StoreProvider provider, string connectionString, StoreOptions retention)
        where TContext : DbContext
    {
        services.AddDbContextPool<TContext>(options => options.UseWorkerStore(provider, connectionString));
        services.AddScoped(provider => new StoreContext(provider.GetRequiredService<TContext>()));
        services.AddSingleton<RootScope>();
        services.AddScoped<IOutbox>(scope => scope.GetRequiredService<RootScope>().Is(scope)
            ? throw new InvalidOperationException(
                "An event was published by an IPublishEndpoint of the root provider, such as one that is injected into a singleton: nothing saves its events. "
                + "Publish in a scope (IServiceScopeFactory), by PublishAsync of the DbContext in an interceptor or an override of SaveChanges, or by IBus, which sends at once.")
            : new TransactionalOutbox(StoreSession.Of(scope.GetRequiredService<StoreContext>().Db)));
        services.AddScoped<IEventOutbox, EventOutbox>();
        services.AddSingleton(new SqliteWriteLock(oneAtATime: provider.HasOneWriter));
        services.AddSingleton<DatabaseClock>();
        services.AddSingleton<CommittedEvents>();
        services.AddSingleton<OutboxSettlement>();
        services.AddSingleton<OutboxDatabase>();
        services.AddSingleton<OutboxPublications>();
        services.AddSingleton<StopWakeUp>();
        services.AddSingleton<StopDeadline>();
        services.AddSingleton<OutboxMetrics>();
        services.AddSingleton(retention);
        services.AddHostedService<InMemoryOutboxCheck>();
        services.AddHostedService<StorePreparation>();
        services.AddHostedService<OutboxDispatcher>();
        services.AddHostedService<StoreRetention>();
    }
}

/// <summary>The context of the worker's store, in a scope.</summary>
internal sealed record StoreContext(DbContext Db);

/// <summary>The service provider of singletons, whose scope ends with the process.</summary>
internal sealed class RootScope(IServiceProvider root)
{
    public bool Is(IServiceProvider scope) => ReferenceEquals(root, scope);
}
