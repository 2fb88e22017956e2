using Amazon.SQS;
using Workers.Hosting.Provisioning;
using Workers.Hosting.Subscriptions;

namespace Workers.LocalAws.Testing;

/// <summary>
/// LocalAws in the process of a test, on a free port, with one event bus. Workers, publishers and AWS clients use it over HTTP as they use
/// AWS; the test publishes, waits, and looks at events and queues. It depends on no test framework. Many can run at the same time.
/// </summary>
/// <example>
/// <code>
/// await using var aws = await LocalAwsFixture.StartAsync();
/// await aws.StartWorkerAsync(Program.Configure);
///
/// await aws.PublishAsync(new InvoiceSent("i-1", 12.50m));
///
/// await aws.UntilIdleAsync();
/// Assert.Single(await aws.PublishedAsync(), published => published.DetailType == "PaymentRequested");
/// </code>
/// </example>
public sealed partial class LocalAwsFixture : IAsyncDisposable
{
    /// <summary>Time limit of a wait; on a busy machine the first message of a worker may take some seconds.</summary>
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    private readonly Provisioner _provisioner;
    private readonly TestPublisher _publisher;
    private readonly EventRecorder _recorder;
    private readonly QueueWatch _queues;
    private readonly List<Subscription> _workers = [];
    private readonly Lazy<DirectoryInfo> _data = new(() => Directory.CreateTempSubdirectory("worker-"));

    private LocalAwsFixture(LocalAwsServer server, string bus)
    {
        (Server, Bus) = (server, bus);
        _provisioner = new Provisioner(server.Endpoint, server.Region);
        _publisher = new TestPublisher(server, bus);
        _recorder = new EventRecorder(_provisioner, bus);
        _queues = new QueueWatch(_provisioner.Sqs);
    }

    /// <summary>The server: its faults, and the number of calls of each operation.</summary>
    public LocalAwsServer Server { get; }

    /// <summary>The name of the bus.</summary>
    public string Bus { get; }

    /// <summary>A client of its queues.</summary>
    public IAmazonSQS Sqs => _provisioner.Sqs;

    /// <summary>Starts the server and creates the bus.</summary>
    /// <param name="options">
    /// Options of the server, such as <see cref="LocalAwsOptions.Faults"/>, or a fake clock as <see cref="LocalAwsOptions.TimeProvider"/>:
    /// then visibility timeouts and delays pass only when the test advances it.
    /// </param>
    /// <param name="bus">The name of the bus.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="IOException">The port of the options is in use.</exception>
    public static async Task<LocalAwsFixture> StartAsync(
        LocalAwsOptions? options = null, string bus = "test", CancellationToken cancellationToken = default)
    {
        var fixture = new LocalAwsFixture(await LocalAwsServer.StartAsync(options, cancellationToken), bus);
        try
        {
            await fixture._provisioner.ProvisionAsync(bus, [], cancellationToken);
            await fixture._recorder.StartAsync(cancellationToken);
            return fixture;
        }
        catch
        {
            await fixture.DisposeAsync();
            throw;
        }
    }

    /// <summary>Creates a worker's queue, its dead-letter queue and its rule, as <c>workers provision</c> does.</summary>
    /// <param name="subscriptionFile">The path of its <c>subscription.json</c>.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    /// <returns>The subscription.</returns>
    /// <exception cref="SubscriptionException">The file is missing or invalid; the message names file and field.</exception>
    public async Task<Subscription> AddWorkerAsync(string subscriptionFile, CancellationToken cancellationToken = default)
    {
        var subscription = SubscriptionFile.Read(subscriptionFile);
        await _provisioner.ProvisionAsync(Bus, [subscription], cancellationToken);
        _workers.Add(subscription);
        return subscription;
    }

    /// <summary>
    /// The command line of a worker that runs against this fixture, for <c>WorkerApplication.Create</c>: environment Development, a free port, and a
    /// SQLite database of its own, which is deleted with the fixture. Append settings (<c>--name value</c>) to override them.
    /// </summary>
    /// <param name="subscriptionFile">The path of its <c>subscription.json</c>.</param>
    public IReadOnlyList<string> WorkerArguments(string subscriptionFile) =>
    [
        "--environment", "Development",
        "--urls", "http://127.0.0.1:0",
        "--AWS_ENDPOINT_URL", Server.Endpoint.ToString(),
        "--AWS_REGION", Server.Region,
        "--Bus", Bus,
        "--SubscriptionFile", Path.GetFullPath(subscriptionFile),
        "--DataDirectory", Path.Combine(_data.Value.FullName, Guid.NewGuid().ToString("N")),
    ];

    /// <summary>Publishes an event with the transport, as a component with <c>IBus</c> does.</summary>
    /// <typeparam name="T">A contract, with the attribute <c>[Event]</c>.</typeparam>
    /// <param name="message">The event.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes when the bus has accepted it.</returns>
    public Task PublishAsync<T>(T message, CancellationToken cancellationToken = default)
        where T : class => _publisher.PublishAsync(message, cancellationToken);

    /// <summary>Publishes a plain EventBridge event, as a component without the transport does.</summary>
    /// <param name="source">Its source.</param>
    /// <param name="detailType">Its detail type.</param>
    /// <param name="detail">Its detail: a JSON object.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The id that EventBridge assigned to it.</returns>
    public Task<string> PublishPlainAsync(string source, string detailType, string detail, CancellationToken cancellationToken = default) =>
        _publisher.PublishAsync(source, detailType, detail, cancellationToken);

    /// <summary>All events on the bus since the start, by any publisher, in the order of arrival.</summary>
    /// <param name="cancellationToken">Cancels the calls.</param>
    public Task<IReadOnlyList<PublishedEvent>> PublishedAsync(CancellationToken cancellationToken = default) =>
        _recorder.ReadAsync(cancellationToken);

    /// <summary>Waits until an event is on the bus, such as one that a worker publishes from its outbox.</summary>
    /// <param name="isExpected">Selects it.</param>
    /// <param name="timeout">Time limit of the wait, of the system's clock; 30 s by default.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The first such event.</returns>
    /// <exception cref="TimeoutException">There was none; the message lists the events on the bus.</exception>
    public Task<PublishedEvent> UntilPublishedAsync(
        Func<PublishedEvent, bool> isExpected, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        _recorder.UntilAsync(isExpected, timeout ?? DefaultTimeout, cancellationToken);

    /// <summary>
    /// Waits until the queues of all added workers are empty: nothing visible, in flight or delayed. An event that still waits in a worker's outbox
    /// is in no queue: see <see cref="UntilIdleAsync"/>.
    /// </summary>
    /// <param name="timeout">Time limit of the wait, of the system's clock; 30 s by default.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="TimeoutException">A queue was not empty in time; the message has its counts and its dead letters.</exception>
    public Task UntilDrainedAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        _queues.UntilDrainedAsync(_workers, timeout ?? DefaultTimeout, cancellationToken);

    /// <summary>The messages in a worker's dead-letter queue, with their reasons. They stay there.</summary>
    /// <param name="subscription">The worker's subscription.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    public Task<IReadOnlyList<DeadLetter>> DeadLettersAsync(Subscription subscription, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        return _queues.DeadLettersAsync(subscription.DeadLetterQueue, cancellationToken);
    }

    /// <summary>Stops the workers that it started and the server, and deletes the workers' databases. Stop other workers first.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _started)
            await worker.DisposeAsync();
        await _publisher.DisposeAsync();
        _provisioner.Dispose();
        await Server.DisposeAsync();
        if (_data.IsValueCreated)
            _data.Value.Delete(recursive: true);
    }
}
