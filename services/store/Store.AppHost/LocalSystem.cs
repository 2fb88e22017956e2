using System.Net.NetworkInformation;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workers.Aspire;
using Store.AppHost.Resources;
using Workers.Hosting.Subscriptions;

namespace Store.AppHost;

/// <summary>The whole store on this machine: LocalAws, the payment gateway, the Storefront and every worker, each a process of its own.</summary>
internal sealed class LocalSystem : IAsyncDisposable
{
    /// <summary>The name of the resource that is SQS and EventBridge.</summary>
    public const string Aws = "localaws";

    /// <summary>How often a process may end before it was ready, until the start fails.</summary>
    private const int MaxEndsAtStart = 3;

    /// <summary>How long a process may take from its start until it is ready, before something is wrong with it.</summary>
    public static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(90);

    private readonly DistributedApplication _app;
    private readonly DataFolder _data;

    private LocalSystem(DistributedApplication app, Installation installation, DataFolder data) =>
        (_app, Installation, _data) = (app, installation, data);

    /// <summary>What runs, and where.</summary>
    public Installation Installation { get; }

    /// <summary>The resources' names, in the order in which they start.</summary>
    public static IReadOnlyList<string> Names(ServiceFolders services) =>
        [Aws, services.Gateway.Name, .. services.Workers.Select(worker => worker.Name), services.Storefront.Name];

    private ResourceNotificationService Resources => _app.Services.GetRequiredService<ResourceNotificationService>();

    /// <summary>Where the dashboard lets its user in, with the token of this run.</summary>
    public Uri LoginUrl(int dashboard) =>
        new(Dashboard.Url(dashboard), $"/login?t={_app.Services.GetRequiredService<IConfiguration>()["AppHost:BrowserToken"]}");

    /// <summary>Makes everything ready to be started.</summary>
    /// <exception cref="SetupException">A port is in use, a service is not built, or the data folder or PostgreSQL cannot be used.</exception>
    public static async Task<LocalSystem> PrepareAsync(ServiceFolders services, LocalOptions options, CancellationToken cancellationToken)
    {
        CheckPorts(services, options);
        foreach (var service in services.All.Where(service => !File.Exists(service.Program)))
            throw new SetupException($"{service.Program} is missing: {service.Name} is not built. Run: dotnet build");

        var data = DataFolder.Prepare(options.Data);
        try
        {
            var databases = options.Postgres is { } postgres
                ? await PostgresDatabases.PrepareAsync(postgres, services.WithStore, options.Port, keeps: !data.IsNew, cancellationToken)
                : new Dictionary<string, string>(StringComparer.Ordinal);
            var installation = new Installation(services, new Uri($"http://127.0.0.1:{options.Port}"), data.Path, IsOwn: data.IsNew);
            var app = Build(installation, options, databases);
            if (options.Dashboard is { } dashboard)
                Dashboard.Announce(data.DashboardFile, dashboard, app.Services.GetRequiredService<IConfiguration>()["AppHost:DashboardApiKey"]);
            return new LocalSystem(app, installation, data);
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    /// <summary>Starts everything, and returns when all of it is ready.</summary>
    /// <param name="ready">Called with the name of each service that is ready.</param>
    /// <param name="ended">Called with name, exit code and last line of each process that ends without having been stopped, until the system stops.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SetupException">A service cannot start; with the end of its log.</exception>
    public async Task StartAsync(Action<string> ready, Action<string, int?, string> ended, CancellationToken cancellationToken)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var starting = new HashSet<string>(Names(Installation.Services), StringComparer.Ordinal);
        var watch = WatchAsync(starting, ended, _app.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        await _app.StartAsync(cancellationToken);
        var all = Task.WhenAll(Names(Installation.Services).Select(async name =>
        {
            await Resources.WaitForResourceHealthyAsync(name, WaitBehavior.WaitOnResourceUnavailable, failed.Token);
            lock (starting)
                starting.Remove(name);
            ready(name);
        }));
        try
        {
            await await Task.WhenAny(all.WaitAsync(ReadyTimeout, cancellationToken), watch);
        }
        catch (TimeoutException)
        {
            throw new SetupException($"After {ReadyTimeout.TotalSeconds:0} s {Unready()}");
        }
        finally
        {
            await failed.CancelAsync();
        }
    }

    /// <summary>Waits until a service is ready, or the time is over.</summary>
    /// <returns>Whether it is.</returns>
    public async Task<bool> IsReadyWithinAsync(ServiceFolder service, TimeSpan atMost, CancellationToken cancellationToken)
    {
        // Not by the health that the dashboard shows, which is looked at every now and then: by the service's own word.
        using var http = new HttpClient { BaseAddress = service.Url, Timeout = TimeSpan.FromSeconds(10) };
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < atMost)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellationToken);
                if (answer.IsSuccessStatusCode)
                    return true;
            }
            catch (Exception error) when (error is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                // It is just starting.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }

        return false;
    }

    /// <summary>Ends a process without asking, as a crash would.</summary>
    /// <returns>False when it does not run just now.</returns>
    public async Task<bool> KillAsync(string name, CancellationToken cancellationToken) =>
        (await RunCommandAsync(name, RestartExtensions.KillCommand, cancellationToken)).Success;

    /// <summary>Runs a command of a resource, such as <c>stop</c>.</summary>
    public Task<ExecuteCommandResult> RunCommandAsync(
        string name, string command, CancellationToken cancellationToken, params IEnumerable<(string Name, string Value)> arguments)
    {
        var resource = _app.Services.GetRequiredService<DistributedApplicationModel>().Resources.Single(resource => resource.Name == name);
        InteractionInput[] inputs = [.. arguments.Select(argument => new InteractionInput { Name = argument.Name, InputType = InputType.Text, Value = argument.Value })];
        return _app.Services.GetRequiredService<ResourceCommandService>().ExecuteCommandAsync(
            resource, command, new InteractionInputCollection(inputs), cancellationToken);
    }

    /// <summary>Stops everything; each process finishes what it has in hand.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        _data.Dispose();
    }

    private static DistributedApplication Build(Installation installation, LocalOptions options, IReadOnlyDictionary<string, string> databases)
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            // With its cleanup the end is the end: no process is left behind by then.
            Args = ["--environment=Development", "--DcpPublisher:WaitForResourceCleanup=true", .. Dashboard.Settings(options.Dashboard)],
            AssemblyName = typeof(LocalSystem).Assembly.GetName().Name,
            ProjectDirectory = Path.Combine(ServiceFolders.Root(), "services", "store", "Store.AppHost"),
            DisableDashboard = options.Dashboard is null,
            DashboardApplicationName = "Workers",
            AllowUnsecuredTransport = true,
        });
        builder.Services.AddLogging(logging => logging
            .ClearProviders()
            .SetMinimumLevel(LogLevel.Warning)
            .AddFilter(category: null, LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None)

            // A start that fails, or that Ctrl+C ends, throws as well: the command reports it.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None)
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
            .AddSimpleConsole(console => console.SingleLine = true));
        builder.AddStore(installation, options, databases);
        return builder.Build();
    }

    /// <summary>Reports processes that end, and fails when one that has not been ready cannot start.</summary>
    private async Task WatchAsync(HashSet<string> starting, Action<string, int?, string> ended, CancellationToken stopping)
    {
        Dictionary<string, string?> states = [];
        Dictionary<string, int> ends = [];
        await foreach (var change in Resources.WatchAsync(stopping))
        {
            var (name, state) = (change.Resource.Name, change.Snapshot.State?.Text);
            var before = states.GetValueOrDefault(name);
            states[name] = state;
            if (state == before || before == KnownResourceStates.Stopping || !KnownResourceStates.TerminalStates.Contains(state))
                continue;

            var exitCode = change.Snapshot.ExitCode;
            ends[name] = ends.GetValueOrDefault(name) + 1;
            bool isStarting;
            lock (starting)
                isStarting = starting.Contains(name);
            if (isStarting && (state == KnownResourceStates.FailedToStart || exitCode == RestartExtensions.WrongSettings || ends[name] == MaxEndsAtStart))
                throw new SetupException(
                    $"{name} does not start (exit code {exitCode}). The end of {_data.LogFile(name)}:{Environment.NewLine}{_data.LastLines(name)}");
            ended(name, exitCode, _data.LastLine(name));
        }
    }

    private string Unready()
    {
        List<string> reasons = [];
        foreach (var name in Names(Installation.Services))
        {
            if (!Resources.TryGetCurrentState(name, out var current) || current.Snapshot.HealthStatus == Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy)
                continue;
            var reason = current.Snapshot.HealthReports.Select(report => report.Description).FirstOrDefault(text => text is { Length: > 0 });
            reasons.Add($"{name} is not ready ({reason ?? current.Snapshot.State?.Text ?? "not started"})");
        }

        return string.Join(", ", reasons) + ".";
    }

    private static void CheckPorts(ServiceFolders services, LocalOptions options)
    {
        var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(listener => listener.Port).ToHashSet();
        List<(string Name, int Port)> wanted =
        [
            ("LocalAws", options.Port),
            .. services.All.Select(service => (service.Name, service.Port)),
        ];
        if (options.Dashboard is { } dashboard)
            wanted.AddRange([("dashboard", dashboard), ("telemetry", dashboard + 1)]);
        var inUse = wanted.Where(service => taken.Contains(service.Port)).Select(service => $"{service.Port} ({service.Name})").ToList();
        if (inUse.Count > 0)
            throw new SetupException(
                $"In use already: port {string.Join(", ", inUse)}. Stop what listens there (another run of this?), or choose others with --port, --ports and --dashboard.");

        var twice = wanted.GroupBy(service => service.Port).FirstOrDefault(group => group.Count() > 1);
        if (twice is null)
            return;

        // Two services get the same port only from their own files: --ports gives each another one.
        var remedy = twice.All(one => services.All.Any(service => service.Name == one.Name))
            ? "change one's launchSettings.json, or give all of them others with --ports"
            : "choose others with --port (LocalAws), --dashboard (and the port after it, for telemetry) or --ports (the services)";
        throw new SetupException($"Port {twice.Key} is given to {string.Join(" and ", twice.Select(service => service.Name))}: {remedy}.");
    }
}
