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
using Workers.LocalAws.EventBridge.Buses;
using Workers.LocalAws.Faults;
using Workers.LocalAws.Hosting;
using Workers.LocalAws.Http;
using Workers.LocalAws.Sqs.Queues;

namespace Workers.LocalAws;

/// <summary>SQS and EventBridge in memory, over HTTP. Several may run in one process; each has its own queues and buses.</summary>
public sealed class LocalAwsServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly QueueStore _queues;
    private readonly RequestLog _requests;
    private readonly FaultInjector _faults;
    private int _disposed;

    private LocalAwsServer(
        WebApplication application, QueueStore queues, RequestLog requests, FaultInjector faults, LocalAwsOptions options)
    {
        (_application, _queues, _requests, _faults) = (application, queues, requests, faults);
        (Region, AccountId) = (options.Region, options.AccountId);
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        Endpoint = new Uri(addresses.Addresses.First());
    }

    /// <summary>Where it listens: what <c>AWS_ENDPOINT_URL</c>, or an SDK's service URL, is set to.</summary>
    public Uri Endpoint { get; }

    /// <summary>The region in its ARNs.</summary>
    public string Region { get; }

    /// <summary>The account in its ARNs.</summary>
    public string AccountId { get; }

    /// <summary>How often each operation was called so far, by names: <c>sqs:ReceiveMessage</c>, <c>events:PutEvents</c>.</summary>
    public IReadOnlyDictionary<string, long> RequestCounts => _requests.Snapshot();

    /// <summary>
    /// What goes wrong on purpose; <see cref="FaultSettings.None"/> ends it. A change is for the calls that begin after it.
    /// </summary>
    /// <exception cref="ArgumentException">A setting is out of range, or an operation unknown; the message names it.</exception>
    public FaultSettings Faults
    {
        get => _faults.Settings;
        set => _faults.Settings = value;
    }

    /// <summary>
    /// How many faults were injected so far, by kind: <c>throttle</c>, <c>serverError</c>, <c>dropBefore</c>, <c>dropAfter</c> and
    /// <c>latency</c> in calls, <c>failedEntries</c> in entries, <c>duplicate</c> in messages, <c>reorder</c> in receives.
    /// </summary>
    public IReadOnlyDictionary<string, long> InjectedFaults => _faults.Injected;

    /// <summary>How many long polls wait now: what a test with a clock of its own has to know before it moves the clock.</summary>
    internal int WaitingReceives => _queues.Waiting;

    /// <summary>How many calls wait out their latency now; the same goes for them.</summary>
    internal int DelayedCalls => _faults.Delayed;

    /// <summary>Starts a server, ready for requests when the task completes.</summary>
    /// <param name="options">How it runs; the defaults suit a test.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="IOException">The port is in use.</exception>
    /// <exception cref="ArgumentException">The faults make no sense, or the URL of a trace is invalid.</exception>
    public static async Task<LocalAwsServer> StartAsync(LocalAwsOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new LocalAwsOptions();
        var logging = options.LoggerFactory ?? NullLoggerFactory.Instance;
        var requests = new RequestLog();
        var callers = new CallerLog();
        var queues = new QueueStore(options);
        var buses = new BusStore(options);
        var faults = new FaultInjector(options.TimeProvider, logging.CreateLogger<FaultInjector>()) { Settings = options.Faults };
        var protocol = new AwsProtocol(
            AwsServices.Create(options, queues, buses, logging), requests, callers, faults, logging.CreateLogger<AwsProtocol>());
        var (deadLetters, json) = (new DeadLetterQueues(queues, buses), new MessageJson(new TraceLinks(options.TraceUrl)));
        var pages = new StatusPages(
            options,
            requests,
            callers,
            new FaultPages(faults),
            new TopologyPages(buses, queues, deadLetters, json),
            new DeadLetterEndpoints(deadLetters, new DeadLetterPages(deadLetters, json)));

        var application = Build(options, logging);
        application.UseHostFiltering();
        application.Run(context => StatusPages.Has(context) ? pages.HandleAsync(context) : protocol.HandleAsync(context));
        try
        {
            await application.StartAsync(cancellationToken);
            return new LocalAwsServer(application, queues, requests, faults, options);
        }
        catch
        {
            await application.DisposeAsync();
            queues.Dispose();
            throw;
        }
    }

    /// <summary>Forgets the calls counted so far, so that a test can count those that follow.</summary>
    public void ResetRequestCounts() => _requests.Clear();

    /// <summary>Stops. Long polls that wait are ended; everything in memory is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _queues.Dispose();
        await _application.StopAsync(CancellationToken.None);
        await _application.DisposeAsync();
    }

    private static WebApplication Build(LocalAwsOptions options, ILoggerFactory logging)
    {
        // Empty: reads no settings file and no environment variable of the process that it is embedded in.
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

    /// <summary>Whoever embeds the server decides on signals such as Ctrl+C.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
