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

/// <summary>The whole store on this machine: LocalAws, the payment gateway, the Storefront and every worker, each as a separate process.</summary>
internal sealed class LocalSystem : IAsyncDisposable
{
    /// <summary>Name of the LocalAws resource (SQS and EventBridge).</summary>
    public const string Aws = "localaws";

    /// <summary>The start fails when a process has exited this many times before it was ready.</summary>
    private const int MaxEndsAtStart = 3;

    /// <summary>Maximum time from the start of a process until it is ready.</summary>
    public static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(90);

    private readonly DistributedApplication _app;
    private readonly DataFolder _data;

    private LocalSystem(DistributedApplication app, Installation installation, DataFolder data) =>
        (_app, Installation, _data) = (app, installation, data);

    /// <summary>The services and their addresses.</summary>
    public Installation Installation { get; }

    /// <summary>The names of the resources, in start order.</summary>
    public static IReadOnlyList<string> Names(ServiceFolders services) =>
        [Aws, services.Gateway.Name, .. services.Workers.Select(worker => worker.Name), services.Storefront.Name];

    private ResourceNotificationService Resources => _app.Services.GetRequiredService<ResourceNotificationService>();

    /// <summary>Login URL of the dashboard, with the token of this run.</summary>
    public Uri LoginUrl(int dashboard) =>
        new(Dashboard.Url(dashboard), $"/login?t={_app.Services.GetRequiredService<IConfiguration>()["AppHost:BrowserToken"]}");

    /// <summary>Prepares the system for the start.</summary>
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

    /// <summary>Starts everything, and returns when all services are ready.</summary>
    /// <param name="ready">Called with the name of each service that is ready.</param>
    /// <param name="ended">Called with name, exit code and last log line of each process that exits without being stopped, until the system stops.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="SetupException">A service cannot start; the message has the end of its log.</exception>
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

    /// <summary>Waits until a service is ready, or the timeout.</summary>
    /// <returns>Whether the service is ready.</returns>
    public async Task<bool> IsReadyWithinAsync(ServiceFolder service, TimeSpan atMost, CancellationToken cancellationToken)
    {
        // Queries the service itself, because the health state in the dashboard is updated only from time to time.
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
                // The service is still starting.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }

        return false;
    }

    /// <summary>Kills a process, like a crash.</summary>
    /// <returns>False if the process is not running.</returns>
    public async Task<bool> KillAsync(string name, CancellationToken cancellationToken) =>
        (await RunCommandAsync(name, RestartExtensions.KillCommand, cancellationToken)).Success;

    /// <summary>Runs a command of a resource, e.g. <c>stop</c>.</summary>
    public Task<ExecuteCommandResult> RunCommandAsync(
        string name, string command, CancellationToken cancellationToken, params IEnumerable<(string Name, string Value)> arguments)
    {
        var resource = _app.Services.GetRequiredService<DistributedApplicationModel>().Resources.Single(resource => resource.Name == name);
        InteractionInput[] inputs = [.. arguments.Select(argument => new InteractionInput { Name = argument.Name, InputType = InputType.Text, Value = argument.Value })];
        return _app.Services.GetRequiredService<ResourceCommandService>().ExecuteCommandAsync(
            resource, command, new InteractionInputCollection(inputs), cancellationToken);
    }

    /// <summary>Stops everything; each process finishes its in-flight work.</summary>
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
            // WaitForResourceCleanup: no process is left behind after the stop.
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

            // A failed or cancelled start throws too, and the command reports it.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None)
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
            .AddSimpleConsole(console => console.SingleLine = true));
        builder.AddStore(installation, options, databases);
        return builder.Build();
    }

    /// <summary>Reports processes that exit, and fails if a process cannot start.</summary>
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
            if (isStarting && (state == KnownResourceStates.FailedToStart || exitCode == RestartExtensions.InvalidSettingsExitCode || ends[name] == MaxEndsAtStart))
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
                $"Port already in use: {string.Join(", ", inUse)}. Stop the process that listens there (maybe another run), or choose other ports with --port, --ports and --dashboard.");

        var twice = wanted.GroupBy(service => service.Port).FirstOrDefault(group => group.Count() > 1);
        if (twice is null)
            return;

        // Two services can have the same port only in their launchSettings.json: --ports gives each a different one.
        var remedy = twice.All(one => services.All.Any(service => service.Name == one.Name))
            ? "change the launchSettings.json of one of them, or choose other ports for all with --ports"
            : "choose other ports with --port (LocalAws), --dashboard (and the port after it, for telemetry) or --ports (the services)";
        throw new SetupException($"Port {twice.Key} is assigned to {string.Join(" and ", twice.Select(service => service.Name))}: {remedy}.");
    }
}
