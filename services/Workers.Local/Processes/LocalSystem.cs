using System.Collections.Immutable;
using System.Data.Common;
using System.Net.NetworkInformation;
using Workers.Hosting.Provisioning;
using Workers.Local.Services;
using Workers.LocalAws;

namespace Workers.Local.Processes;

/// <summary>The whole system on this machine: LocalAws in this process, everything else as a process of its own.</summary>
internal sealed class LocalSystem : IAsyncDisposable
{
    /// <summary>How long a process may take from its start until it is ready, before something is wrong with it.</summary>
    public static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(90);

    private readonly IReadOnlyDictionary<string, string> _databases;
    private readonly IReadOnlyDictionary<string, string> _telemetry;
    private readonly DataFolder _data;
    private volatile ImmutableList<ChildProcess> _children = [];

    private LocalSystem(
        LocalAwsServer aws,
        Installation installation,
        DataFolder data,
        IReadOnlyDictionary<string, string> databases,
        LocalOptions options)
    {
        (Aws, Installation, _data, _databases, TracesGoTo) = (aws, installation, data, databases, options.TracesGoTo);
        _telemetry = TelemetryTarget.Environment(options.Control, options.TracesGoTo);
    }

    /// <summary>SQS and EventBridge.</summary>
    public LocalAwsServer Aws { get; }

    /// <summary>What runs, and where.</summary>
    public Installation Installation { get; }

    /// <summary>The processes.</summary>
    public IReadOnlyList<ChildProcess> Children => _children;

    /// <summary>Completes, faulted, when a process cannot be kept running.</summary>
    public Task Failed => Task.WhenAny(_children.Select(child => child.GaveUp)).Unwrap();

    /// <summary>Where traces go when the user has said so himself; null when they go to <see cref="LocalOptions.Control"/>.</summary>
    public string? TracesGoTo { get; }

    /// <summary>Starts everything, and returns when all of it is ready.</summary>
    public static async Task<LocalSystem> StartAsync(
        ServiceFolders services, LocalOptions options, Action<string> report, CancellationToken cancellationToken)
    {
        var system = await PrepareAsync(services, options, cancellationToken);
        try
        {
            await system.StartAsync(report, cancellationToken);
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts LocalAws, and makes everything ready for the services to be started.</summary>
    public static async Task<LocalSystem> PrepareAsync(
        ServiceFolders services, LocalOptions options, CancellationToken cancellationToken)
    {
        CheckPorts(services, options);
        foreach (var service in services.All.Where(service => !File.Exists(service.Program)))
            throw new LocalException($"{service.Program} is missing: {service.Name} is not built. Run: dotnet build");

        var data = DataFolder.Prepare(options.Data);
        var databases = options.Postgres is { } postgres
            ? await PostgresDatabases.PrepareAsync(
                postgres, services.WithStore, options.Port, keeps: !data.IsNew, cancellationToken)
            : new Dictionary<string, string>(StringComparer.Ordinal);
        var aws = await LocalAwsServer.StartAsync(new LocalAwsOptions { Port = options.Port }, cancellationToken);
        return new LocalSystem(
            aws,
            new Installation(services, aws.Endpoint, data.Path, IsOwn: data.IsNew),
            data,
            databases,
            options);
    }

    /// <summary>Stops everything, the shop first, so that nothing new comes in while the workers finish.</summary>
    public async ValueTask DisposeAsync()
    {
        _children.ForEach(child => child.LetEnd());
        if (_children.Find(child => child.Name == Installation.Services.Storefront.Name) is { } storefront)
            await storefront.DisposeAsync();
        await Task.WhenAll(
            _children.Where(child => child.Name != Installation.Services.Gateway.Name).Select(child => child.DisposeAsync().AsTask()));
        await Task.WhenAll(_children.Select(child => child.DisposeAsync().AsTask()));
        await Aws.DisposeAsync();
        _data.Dispose();
    }

    /// <summary>Starts the services, and returns when all of them are ready.</summary>
    public async Task StartAsync(Action<string> report, CancellationToken cancellationToken)
    {
        var services = Installation.Services;
        using (var provisioner = new Provisioner(Aws.Endpoint))
            await provisioner.ProvisionAsync(Installation.Bus, [.. services.Workers.Select(worker => worker.Subscription!)], cancellationToken);

        // The gateway first: a payment that finds nobody would only be tried again, but the logs should be quiet.
        foreach (var service in services.Workers.Prepend(services.Gateway).Append(services.Storefront))
            _children = _children.Add(new ChildProcess(Settings(service), report));

        var ready = Task.WhenAll(services.WithStore.Select(service => Readiness.WaitAsync(service, ReadyTimeout, cancellationToken)));
        await (await Task.WhenAny(ready, Failed));
        _children.ForEach(child => child.HasStarted());
    }

    /// <summary>A command line that runs a command of a service's program on its database here. A password in it is left out.</summary>
    public string CommandLineOf(ServiceFolder service, string command)
    {
        var database = $"--DataDirectory \"{_data.Path}\"";
        if (_databases.TryGetValue(service.Name, out var connection))
        {
            var known = new DbConnectionStringBuilder { ConnectionString = connection };
            if (known.ContainsKey("Password"))
                known["Password"] = "…";
            database = $"--ConnectionStrings:Store \"{known.ConnectionString}\"";
        }

        return $"dotnet \"{service.Program}\" {command} --environment Development {database}";
    }

    private ChildSettings Settings(ServiceFolder service)
    {
        var environment = new Dictionary<string, string>(_telemetry, StringComparer.Ordinal)
        {
            ["DOTNET_ENVIRONMENT"] = "Development",
            // There is none on this machine, and nobody else's is to be asked for credentials.
            ["AWS_EC2_METADATA_DISABLED"] = "true",
            ["AWS_ENDPOINT_URL"] = Aws.Endpoint.ToString(),
            ["Bus"] = Installation.Bus,
            ["DataDirectory"] = _data.Path,
            // One port has all of a service, as in development without a word.
            ["ManagementUrl"] = "",
            ["ParentProcessId"] = $"{Environment.ProcessId}",
            ["Payment__GatewayUrl"] = Installation.Services.Gateway.Url.ToString(),
        };
        if (_databases.TryGetValue(service.Name, out var database))
            environment["ConnectionStrings__Store"] = database;
        return new ChildSettings(
            service.Name,
            service.Program,
            service == Installation.Services.Gateway
                ? ["--port", $"{service.Port}", "--parent-pid", $"{Environment.ProcessId}"]
                : ["--urls", service.Url.ToString()],
            environment,
            _data.LogFile(service.Name));
    }

    private static void CheckPorts(ServiceFolders services, LocalOptions options)
    {
        var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(listener => listener.Port).ToHashSet();
        List<(string Name, int Port)> wanted =
        [
            ("LocalAws", options.Port),
            .. services.All.Select(service => (service.Name, service.Port)),
        ];
        if (options.Control is { } control)
            wanted.Add(("control", control));
        var inUse = wanted.Where(service => taken.Contains(service.Port)).Select(service => $"{service.Port} ({service.Name})").ToList();
        if (inUse.Count > 0)
            throw new LocalException(
                $"In use already: port {string.Join(", ", inUse)}. Stop what listens there (another run of this?), or choose others with --port, --ports and --control.");

        var twice = wanted.GroupBy(service => service.Port).FirstOrDefault(group => group.Count() > 1);
        if (twice is null)
            return;

        // Two services get the same port only from their own files: --ports gives each another one.
        var remedy = twice.All(one => services.All.Any(service => service.Name == one.Name))
            ? "change one's launchSettings.json, or give all of them others with --ports"
            : "choose others with --port (LocalAws), --control (the page) or --ports (the services)";
        throw new LocalException($"Port {twice.Key} is given to {string.Join(" and ", twice.Select(service => service.Name))}: {remedy}.");
    }
}
