using Microsoft.EntityFrameworkCore;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Workers.Hosting.Diagnostics;
using Workers.Hosting.Health;
using Workers.Hosting.Management;
using Workers.Hosting.Resilience;
using Workers.Hosting.Store;

namespace Workers.Hosting;

/// <summary>Defines the parts of a worker.</summary>
public sealed partial class WorkerBuilder
{
    private readonly IHostApplicationBuilder _host;
    private readonly List<Action<IEndpointRouteBuilder>> _routes = [];
    private readonly List<Action<IApplicationBuilder>> _middleware = [];
    private readonly List<Action<IEndpointRouteBuilder>> _managementRoutes = [];
    private readonly List<ConsumerSetup> _consumers = [];

    internal WorkerBuilder(IHostApplicationBuilder host, WorkerSettings settings)
    {
        _host = host;
        Settings = settings;
        Telemetry = host.Configuration.Read<TelemetryOptions>(TelemetryOptions.Section, options => options.Problems());
        Resilience = host.Configuration.Read<ResilienceOptions>(ResilienceOptions.Section, options => options.Problems());
    }

    /// <summary>The worker's services.</summary>
    public IServiceCollection Services => _host.Services;

    /// <summary>Its configuration: <c>appsettings.json</c>, environment variables, command line.</summary>
    public IConfigurationManager Configuration => _host.Configuration;

    /// <summary>Development or not.</summary>
    public IHostEnvironment Environment => _host.Environment;

    /// <summary>Setting <c>DataDirectory</c>: folder for the worker's files; <c>data</c> next to the program by default.</summary>
    public string DataDirectory => Settings.DataDirectory;

    internal WorkerSettings Settings { get; }

    internal ResilienceOptions Resilience { get; }

    internal TelemetryOptions Telemetry { get; }

    /// <summary>Default timeout of an HTTP call: less than the timeout of the attempt.</summary>
    internal TimeSpan HttpTimeout => Resilience.Timeout * 0.8;

    internal bool HasStore { get; private set; }

    internal Action<IEventBridgeReceiveEndpointConfigurator>? Endpoint { get; private set; }

    internal Action<IBusRegistrationContext, IEventBridgeBusFactoryConfigurator>? Bus { get; private set; }

    internal IReadOnlyList<ConsumerSetup> Consumers => _consumers;

    /// <summary>Reads settings immediately, for values that are needed before the worker is built.</summary>
    /// <param name="section">The section of the configuration, such as <c>Shop</c>.</param>
    /// <param name="problems">Their problems, one sentence each with the name of the setting.</param>
    /// <exception cref="SettingsException">A value has the wrong type or is not allowed, or a setting is unknown.</exception>
    public TOptions ReadSettings<TOptions>(string section, Func<TOptions, IEnumerable<string>> problems)
        where TOptions : new() => Configuration.Read(section, problems);

    /// <summary>
    /// Adds the worker's database, with inbox and outbox, in the tables that <c>modelBuilder.AddInboxAndOutbox()</c> adds to the model.
    /// Connection string <c>ConnectionStrings:Store</c>; by default a SQLite file named after the worker in the folder <c>DataDirectory</c>.
    /// </summary>
    /// <param name="databases">The database systems: <c>store =&gt; store.UseSqlite().UsePostgreSql()</c>.</param>
    /// <exception cref="SettingsException">The connection string cannot be read, or names no database on its server.</exception>
    public void AddStore<TContext>(Action<StoreBuilder> databases)
        where TContext : DbContext
    {
        if (HasStore)
            throw new SettingsException($"A worker has one store, and {nameof(AddStore)} was called again for {typeof(TContext).Name}: put all tables into one context.");
        HasStore = true;
        var store = new StoreBuilder();
        databases(store);
        var provider = store.Choose(Settings.ConnectionString);
        var retention = Configuration.Read<StoreOptions>(StoreOptions.Section, options => options.Problems());
        Services.AddWorkerStore<TContext>(provider, Settings.ConnectionString, retention);
        Services.AddHealthChecks().AddCheck<StoreHealth>("store", tags: ["ready"]);
        _managementRoutes.Add(ReactionEndpoints.MapOutbox);
        if (Environment.IsDevelopment())
            _managementRoutes.Add(ReactionEndpoints.MapReactions);
    }

    /// <summary>Deletes the worker's own expired rows: every ten minutes, 1,000 in a transaction.</summary>
    /// <param name="expired">The rows that have expired at a given time, in the order of deletion.</param>
    public void AddRetention<TContext, TRow>(Func<TContext, DateTimeOffset, IQueryable<TRow>> expired)
        where TContext : DbContext
        where TRow : class =>
        Services.AddSingleton<IExpiredRows>(new ExpiredRows<TContext, TRow>(expired));

    /// <summary>Adds a consumer; the pattern in <c>subscription.json</c> has to match its events.</summary>
    /// <param name="name">
    /// The consumer's name in the inbox, 1 to 200 characters; the full name of its type by default. If you rename or move the class, set
    /// its former name here to keep its entries.
    /// </param>
    /// <param name="configure">Further configuration by MassTransit, such as <c>BatchOptions</c>.</param>
    public void AddConsumer<TConsumer>(string? name = null, Action<IConsumerConfigurator<TConsumer>>? configure = null)
        where TConsumer : class, IConsumer =>
        _consumers.Add(new ConsumerSetup<TConsumer>(name ?? ConsumerName.Of(typeof(TConsumer)), configure));

    /// <summary>Adds a consumer with its definition, which configures it and the worker's endpoint.</summary>
    /// <inheritdoc cref="AddConsumer{TConsumer}(string?, Action{IConsumerConfigurator{TConsumer}}?)" />
    /// <remarks>An endpoint name in the definition has no effect: the worker has one queue, that of <c>subscription.json</c>.</remarks>
    public void AddConsumer<TConsumer, TDefinition>(string? name = null, Action<IConsumerConfigurator<TConsumer>>? configure = null)
        where TConsumer : class, IConsumer
        where TDefinition : class, IConsumerDefinition<TConsumer> =>
        _consumers.Add(new ConsumerSetup<TConsumer>(name ?? ConsumerName.Of(typeof(TConsumer)), configure, typeof(TDefinition)));

    /// <summary>
    /// Configures the endpoint of the worker's queue, such as the contracts of bodies that are no EventBridge events. It runs after
    /// <c>subscription.json</c> was applied and before the consumers are added.
    /// </summary>
    public void ConfigureEndpoint(Action<IEventBridgeReceiveEndpointConfigurator> configure) => Endpoint += configure;

    /// <summary>
    /// Configures the bus, such as the repository of message data: <c>worker.ConfigureBus((_, bus) =&gt; bus.UseMessageData(repository))</c>. It runs
    /// before the worker's endpoint is added. <c>Host</c> is the worker's own: it is set already, by the worker's settings.
    /// </summary>
    public void ConfigureBus(Action<IBusRegistrationContext, IEventBridgeBusFactoryConfigurator> configure) => Bus += configure;

    /// <summary>Sets the consumers' default timeout of one attempt, 5 s otherwise; <c>Resilience:Timeout</c> overrides it.</summary>
    public void SetDefaultAttemptTimeout(TimeSpan timeout)
    {
        if (Configuration[$"{ResilienceOptions.Section}:{nameof(ResilienceOptions.Timeout)}"] is null)
            Resilience.Timeout = timeout;
    }

    /// <summary>
    /// Checks at start that an external call has a shorter timeout than the attempt (<c>Resilience:Timeout</c>): a call that the attempt
    /// cancels may have had its effect, and is repeated. HTTP clients of <c>IHttpClientFactory</c> need no check: by default their timeout
    /// is four fifths of an attempt.
    /// </summary>
    /// <param name="setting">The setting with this timeout, such as <c>Email:Smtp:Timeout</c>.</param>
    /// <param name="timeout">The timeout of the call.</param>
    /// <exception cref="SettingsException">It is not shorter than an attempt.</exception>
    public void RequireTimeoutBelowAttempt(string setting, TimeSpan timeout)
    {
        if (timeout >= Resilience.Timeout)
            throw new SettingsException(
                $"{setting} {timeout} is not shorter than {ResilienceOptions.Section}:{nameof(ResilienceOptions.Timeout)} {Resilience.Timeout}, the timeout of one attempt: a cancelled call may have had its effect, and is repeated. Lower the first or raise the second.");
    }

    /// <summary>
    /// Adds middleware to the worker's HTTP server, such as authentication; it runs before the endpoints of <see cref="Map"/>.
    /// </summary>
    public void Use(Action<IApplicationBuilder> middleware) => _middleware.Add(middleware);

    /// <summary>Adds HTTP endpoints of the worker, at its own address (<c>--urls</c>).</summary>
    public void Map(Action<IEndpointRouteBuilder> routes) => _routes.Add(routes);

    /// <summary>
    /// Adds <c>GET /effects</c>, with which an audit counts the worker's external effects: in development only, next to the operators'
    /// endpoints (<c>ManagementUrl</c>).
    /// </summary>
    /// <param name="effects">One row for each effect, from rows in which a duplicate effect would show.</param>
    public void MapEffects<TContext>(params IReadOnlyList<Func<TContext, IQueryable<Effect>>> effects)
        where TContext : DbContext
    {
        if (Environment.IsDevelopment())
            _managementRoutes.Add(routes => routes.MapEffects(effects));
    }

    internal void UseMiddleware(IApplicationBuilder app) => _middleware.ForEach(use => use(app));

    internal void MapEndpoints(IEndpointRouteBuilder app)
    {
        foreach (var map in _routes)
            map(app);
        var management = app.MapManagement();
        foreach (var map in _managementRoutes)
            map(management);
    }

    /// <exception cref="SettingsException">The worker has endpoints or middleware.</exception>
    internal void RefuseEndpoints()
    {
        if (_routes.Count > 0 || _middleware.Count > 0)
            throw new SettingsException(
                $"{nameof(Map)} and {nameof(Use)} are for {nameof(WorkerApplication)}, which has an HTTP server: with {nameof(WorkerHostExtensions.AddWorker)}, map endpoints in your own application.");
    }
}
