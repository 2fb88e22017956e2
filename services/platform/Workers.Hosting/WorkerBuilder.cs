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

/// <summary>What a worker is made of.</summary>
public sealed class WorkerBuilder
{
    private readonly WebApplicationBuilder _host;
    private readonly List<Action<IEndpointRouteBuilder>> _routes = [];
    private readonly List<Action<IApplicationBuilder>> _middleware = [];
    private readonly List<Action<IEndpointRouteBuilder>> _managementRoutes = [];
    private readonly List<ConsumerSetup> _consumers = [];

    internal WorkerBuilder(WebApplicationBuilder host, WorkerSettings settings)
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

    /// <summary>Setting <c>DataDirectory</c>: where the worker may keep files; <c>data</c> beside the program by default.</summary>
    public string DataDirectory => Settings.DataDirectory;

    internal WorkerSettings Settings { get; }

    internal ResilienceOptions Resilience { get; }

    internal TelemetryOptions Telemetry { get; }

    /// <summary>What an HTTP call may take by default: less than the try that it is part of.</summary>
    internal TimeSpan HttpTimeout => Resilience.Timeout * 0.8;

    internal bool HasStore { get; private set; }

    internal IReadOnlyList<ConsumerSetup> Consumers => _consumers;

    /// <summary>Reads settings at once, for what has to be known before the worker is built.</summary>
    /// <param name="section">The section of the configuration, such as <c>Shop</c>.</param>
    /// <param name="problems">What is wrong with them, a sentence each that names the setting.</param>
    /// <exception cref="SettingsException">A value is not of its setting's type or not allowed, or a setting is unknown.</exception>
    public TOptions ReadSettings<TOptions>(string section, Func<TOptions, IEnumerable<string>> problems)
        where TOptions : new() => Configuration.Read(section, problems);

    /// <summary>
    /// Gives the worker a database of its own, with inbox and outbox. Connection string <c>ConnectionStrings:Store</c>: PostgreSQL
    /// when it names a host, SQLite otherwise; by default a SQLite file named after the worker in the folder <c>DataDirectory</c>.
    /// </summary>
    /// <exception cref="SettingsException">The connection string cannot be read, or names no database on its server.</exception>
    public void AddStore<TContext>()
        where TContext : WorkerDbContext
    {
        if (HasStore)
            throw new SettingsException($"A worker has one store, and {nameof(AddStore)} was called again for {typeof(TContext).Name}: put the tables into one context.");
        HasStore = true;
        StoreDatabase.Check(Settings.ConnectionString);
        var retention = Configuration.Read<StoreOptions>(StoreOptions.Section, options => options.Problems());
        Services.AddWorkerStore<TContext>(Settings.ConnectionString, retention);
        Services.AddHealthChecks().AddCheck<StoreHealth>("store", tags: ["ready"]);
        _managementRoutes.Add(ReactionEndpoints.MapOutbox);
        if (Environment.IsDevelopment())
            _managementRoutes.Add(ReactionEndpoints.MapReactions);
    }

    /// <summary>Has rows of the worker's own deleted when they expire: every ten minutes, 1,000 in a transaction.</summary>
    /// <param name="expired">The rows that have expired at a moment, those first that are to be deleted first.</param>
    public void AddRetention<TContext, TRow>(Func<TContext, DateTimeOffset, IQueryable<TRow>> expired)
        where TContext : WorkerDbContext
        where TRow : class =>
        Services.AddSingleton<IExpiredRows>(new ExpiredRows<TContext, TRow>(expired));

    /// <summary>Adds a consumer; the pattern in <c>subscription.json</c> has to let through what it consumes.</summary>
    /// <param name="name">
    /// The name under which the inbox remembers what the consumer has done, 1 to 200 characters; the full name of its type by default. A
    /// consumer whose class is renamed or moved keeps its entries under its former name.
    /// </param>
    /// <param name="configure">What else MassTransit is to know of it, such as <c>BatchOptions</c>.</param>
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

    /// <summary>Gives the worker's consumers another time for one try than 5 s, where <c>Resilience:Timeout</c> does not say one.</summary>
    public void SetDefaultTimeout(TimeSpan timeout)
    {
        if (Configuration[$"{ResilienceOptions.Section}:{nameof(ResilienceOptions.Timeout)}"] is null)
            Resilience.Timeout = timeout;
    }

    /// <summary>
    /// Has it checked at start that an outward call ends before the try that it is part of (<c>Resilience:Timeout</c>): one that the try
    /// cuts off may have had its effect, and is made again. HTTP clients of <c>IHttpClientFactory</c> need no check: where nothing else is
    /// configured they have four fifths of a try.
    /// </summary>
    /// <param name="setting">The setting that it comes from, such as <c>Email:Smtp:Timeout</c>.</param>
    /// <param name="timeout">The longest that the call takes.</param>
    /// <exception cref="SettingsException">It is not shorter than a try.</exception>
    public void CheckTimeout(string setting, TimeSpan timeout)
    {
        if (timeout >= Resilience.Timeout)
            throw new SettingsException(
                $"{setting} {timeout} is not shorter than {ResilienceOptions.Section}:{nameof(ResilienceOptions.Timeout)} {Resilience.Timeout}, the time of one try: a call that is cut off may have had its effect, and is made again. Lower the one or raise the other.");
    }

    /// <summary>Adds middleware to the worker's HTTP server, such as authentication; it runs before what <see cref="Map"/> adds.</summary>
    public void Use(Action<IApplicationBuilder> middleware) => _middleware.Add(middleware);

    /// <summary>Adds questions that the worker answers over HTTP, at its own address (<c>--urls</c>).</summary>
    public void Map(Action<IEndpointRouteBuilder> routes) => _routes.Add(routes);

    /// <summary>
    /// Lets an audit count what the worker has done in the world: <c>GET /effects</c>, in development only, where the operators' endpoints are
    /// (<c>ManagementUrl</c>).
    /// </summary>
    /// <param name="effects">One row an effect, from rows in which a doubled effect would show.</param>
    public void MapEffects<TContext>(params IReadOnlyList<Func<TContext, IQueryable<Effect>>> effects)
        where TContext : WorkerDbContext
    {
        if (Environment.IsDevelopment())
            _managementRoutes.Add(routes => routes.MapEffects(effects));
    }

    internal void UseMiddleware(IApplicationBuilder app) => _middleware.ForEach(use => use(app));

    internal WebApplication Build()
    {
        var app = _host.Build();
        foreach (var map in _routes)
            map(app);
        var management = app.MapManagement();
        foreach (var map in _managementRoutes)
            map(management);
        return app;
    }
}
