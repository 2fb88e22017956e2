using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Workers.LocalAws.DeadLetters;
using Workers.LocalAws.Faults;
using Workers.LocalAws.Hosting;
using Workers.LocalAws.Http;
using Workers.LocalAws.Storage;

namespace Workers.LocalAws;

/// <summary>SQS and EventBridge in memory, over HTTP. Several may run in one process; each has its own queues and buses.</summary>
public sealed class LocalAwsServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ServerState _state;
    private readonly StateSnapshots? _snapshots;
    private readonly RequestLog _requests;
    private readonly FaultInjector _faults;
    private int _disposed;

    private LocalAwsServer(
        WebApplication application,
        ServerState state,
        StateSnapshots? snapshots,
        RequestLog requests,
        FaultInjector faults,
        LocalAwsOptions options)
    {
        (_application, _state, _snapshots, _requests, _faults) = (application, state, snapshots, requests, faults);
        (Region, AccountId) = (options.Region, options.AccountId);
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        Endpoint = new Uri(addresses.Addresses.First());
    }

    /// <summary>Its endpoint, for <c>AWS_ENDPOINT_URL</c> or an SDK's service URL.</summary>
    public Uri Endpoint { get; }

    /// <summary>The region in its ARNs.</summary>
    public string Region { get; }

    /// <summary>The account in its ARNs.</summary>
    public string AccountId { get; }

    /// <summary>Number of calls of each operation so far, by name: <c>sqs:ReceiveMessage</c>, <c>events:PutEvents</c>.</summary>
    public IReadOnlyDictionary<string, long> RequestCounts => _requests.Snapshot();

    /// <summary>
    /// Injected faults; <see cref="FaultSettings.None"/> turns them off. A change applies to calls that start after it.
    /// </summary>
    /// <exception cref="ArgumentException">A setting is out of range, or an operation is unknown; the message names it.</exception>
    public FaultSettings Faults
    {
        get => _faults.Settings;
        set => _faults.Settings = value;
    }

    /// <summary>
    /// Number of injected faults so far, by kind: <c>throttle</c>, <c>serverError</c>, <c>dropBefore</c>, <c>dropAfter</c> and
    /// <c>latency</c> in calls, <c>failedEntries</c> in entries, <c>duplicate</c> in messages, <c>reorder</c> in receives.
    /// </summary>
    public IReadOnlyDictionary<string, long> InjectedFaults => _faults.Injected;

    /// <summary>Number of waiting long polls: a test with a fake clock needs it before it advances the clock.</summary>
    internal int WaitingReceives => _state.Queues.Waiting;

    /// <summary>Number of calls delayed by latency now; for the same purpose.</summary>
    internal int DelayedCalls => _faults.Delayed;

    internal ResponseMemory ResponseMemory { get; private init; } = null!;

    /// <summary>Starts a server, ready for requests when the task completes.</summary>
    /// <param name="options">Its options; the defaults suit a test.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="IOException">The port is in use; or the data directory is, or a file in it is not valid: the message names it.</exception>
    /// <exception cref="SocketException">The address is not one of this machine, or is not allowed.</exception>
    /// <exception cref="ArgumentException">The faults are invalid, or the URL of a trace is.</exception>
    /// <example>
    /// <code>
    /// await using var aws = await LocalAwsServer.StartAsync();
    /// using var sqs = new AmazonSQSClient("local", "local", new AmazonSQSConfig { ServiceURL = aws.Endpoint.ToString(), AuthenticationRegion = aws.Region });
    /// </code>
    /// </example>
    public static async Task<LocalAwsServer> StartAsync(LocalAwsOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new LocalAwsOptions();
        var logging = options.LoggerFactory ?? NullLoggerFactory.Instance;
        var memory = new ResponseMemory();
        var requests = new RequestLog();
        var callers = new CallerLog();
        var state = new ServerState(options, logging);
        var (queues, buses) = (state.Queues, state.Buses);
        var faults = new FaultInjector(options.TimeProvider, logging.CreateLogger<FaultInjector>()) { Settings = options.Faults };
        var protocol = new AwsProtocol(
            AwsServices.Create(options, state, logging),
            new SignatureRegion(options.AcceptAnyRegion ? null : options.Region),
            memory,
            requests,
            callers,
            faults,
            logging.CreateLogger<AwsProtocol>());
        var (deadLetters, json) = (new DeadLetterQueues(queues, buses), new MessageJson(new TraceLinks(options.TraceUrl)));
        var pages = new StatusPages(
            options,
            requests,
            callers,
            new FaultPages(faults),
            new TopologyPages(buses, queues, deadLetters, json),
            new LogGroupPages(buses.LogGroups),
            new DeadLetterEndpoints(deadLetters, new DeadLetterPages(deadLetters, json)));

        var application = Build(options, logging);
        application.UseHostFiltering();
        application.Run(context => StatusPages.Has(context) ? pages.HandleAsync(context) : protocol.HandleAsync(context));
        StateSnapshots? snapshots = null;
        try
        {
            snapshots = options.DataDirectory is { } directory ? StateSnapshots.Open(directory, options, state, logging) : null;
            await application.StartAsync(cancellationToken);
            snapshots?.Start();
            return new LocalAwsServer(application, state, snapshots, requests, faults, options) { ResponseMemory = memory };
        }
        catch
        {
            await application.DisposeAsync();
            state.Dispose();
            snapshots?.Dispose();
            memory.Dispose();
            throw;
        }
    }

    /// <summary>Resets the counts of calls, so that a test can count later calls.</summary>
    public void ResetRequestCounts() => _requests.Clear();

    /// <summary>Stops. Waiting long polls end; without a <see cref="LocalAwsOptions.DataDirectory"/> everything is lost.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _state.Stop();
        await _application.StopAsync(CancellationToken.None);
        await _application.DisposeAsync();
        _state.Dispose();
        _snapshots?.Dispose();
        ResponseMemory.Dispose();
    }

    private static WebApplication Build(LocalAwsOptions options, ILoggerFactory logging)
    {
        // Empty: it must not read settings files and environment variables of the process that it is embedded in.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddSingleton(logging);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        builder.Services.AddHostFiltering(hosts => (hosts.AllowEmptyHosts, hosts.AllowedHosts) = (false, HostNamesOf(options)));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestBody.MaximumDrainedBytes;
            kestrel.Limits.DropSlowClients();
            kestrel.Listen(options.Host, options.Port);
        });
        return builder.Build();
    }

    private static string[] HostNamesOf(LocalAwsOptions options) =>
    [
        "localhost", "*.localhost", "127.0.0.1", "[::1]", "localhost.localstack.cloud", "*.localhost.localstack.cloud",
        options.Host.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{options.Host}]" : $"{options.Host}",
        .. options.AllowedHosts,
    ];

    /// <summary>The embedding program handles signals such as Ctrl+C.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
