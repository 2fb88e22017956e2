using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Workers.Hosting.Store;
using Workers.Hosting.Store.Migrations;

namespace Workers.Hosting;

/// <summary>Joins a worker to a host of one's own, instead of <see cref="WorkerApplication"/>.</summary>
public static class WorkerHostExtensions
{
    /// <summary>
    /// Adds a worker: its bus, queue, consumers, resilience, inbox and outbox, and its health checks with the tag <c>ready</c>. Logs,
    /// telemetry, HTTP endpoints and the command line stay those of the host. The spans' sources are <c>Workers.EventBridge</c> and
    /// <c>Workers.Hosting.Store</c>, the meters <c>Workers.EventBridge</c> and <c>Workers.Hosting</c>. A process has one worker.
    /// </summary>
    /// <param name="builder">The host, such as of <c>Host.CreateApplicationBuilder</c>.</param>
    /// <param name="configure">The worker's parts. Its assembly gives the worker its name.</param>
    /// <exception cref="SettingsException">A setting is wrong, or the worker has HTTP endpoints of its own.</exception>
    /// <example>
    /// <code>
    /// var builder = Host.CreateApplicationBuilder(args);
    /// builder.AddWorker(worker =&gt;
    /// {
    ///     worker.AddStore&lt;InvoicesDbContext&gt;(store =&gt; store.UseSqlite());
    ///     worker.AddConsumer&lt;SendReminder&gt;();
    /// });
    /// builder.Build().Run();
    /// </code>
    /// </example>
    public static IHostApplicationBuilder AddWorker(this IHostApplicationBuilder builder, Action<WorkerBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var settings = WorkerSettings.Read(configure.Method.Module.Assembly, builder.Configuration, builder.Environment);
        builder.AddWorker(settings, configure).RefuseEndpoints();
        return builder;
    }

    /// <summary>
    /// Migrates the worker's store, and checks its tables. In development a worker does so itself at every start; elsewhere call it once before
    /// a new version starts, as <c>--migrate</c> of a <see cref="WorkerApplication"/> does.
    /// </summary>
    /// <param name="services">The services of the host, which need not have started.</param>
    /// <param name="cancellationToken">Cancels the migration.</param>
    /// <returns>The applied migrations.</returns>
    /// <exception cref="SettingsException">The worker has no store, or its tables do not match its model.</exception>
    public static async Task<IReadOnlyList<string>> MigrateStoreAsync(
        this IServiceProvider services, CancellationToken cancellationToken = default)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.StoreContext();
        var applied = await db.MigrateAsync(cancellationToken);
        await db.CheckModelAsync(cancellationToken);
        return applied;
    }

    internal static WorkerBuilder AddWorker(this IHostApplicationBuilder host, WorkerSettings settings, Action<WorkerBuilder> configure)
    {
        host.Services.TryAddSingleton(TimeProvider.System);
        host.Services.AddHealthChecks();
        var worker = new WorkerBuilder(host, settings);
        configure(worker);
        worker.AddWorkerBus();
        return worker;
    }

    internal static DbContext StoreContext(this IServiceProvider scope) =>
        scope.GetService<StoreContext>()?.Db ?? throw new SettingsException("This worker has no database.");
}
