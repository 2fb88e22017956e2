using Amazon;
using Amazon.Runtime;
using Amazon.SQS;
using Workers.EventBridge.Aws;

namespace Workers.EventBridge.Configuration;

/// <summary>The bus, the publisher's name, and the AWS clients.</summary>
public sealed class EventBridgeHostSettings
{
    /// <summary>
    /// The tag that a provisioner writes on an emulator's bus when all rules and queues exist. Whenever the tag was missing, it gets a new
    /// value, such as a GUID.
    /// </summary>
    public const string TopologyTag = "workers:topology";

    /// <summary>Name or ARN of the event bus, as passed to <c>cfg.Host</c>; <c>default</c> without it.</summary>
    public string BusName { get; internal set; } = "default";

    /// <summary>The bus name without the prefix of an ARN, for display.</summary>
    internal string ShortBusName => Shorten(BusName);

    /// <summary>The publishing component, as written into each event; the process's name by default.</summary>
    public string Producer { get; set; } = AppDomain.CurrentDomain.FriendlyName;

    /// <summary>The component's version, an attribute of its dead letters; none by default.</summary>
    public string? ProducerVersion { get; set; }

    /// <summary>
    /// The allowed <c>source</c>s; null, the default, allows all. An event of another source is rejected before it is sent, with
    /// <see cref="Publishing.EventPublishException"/>, as by an IAM policy that allows a component only its own events.
    /// </summary>
    public IReadOnlySet<string>? Sources { get; set; }

    /// <summary>Prefix for the queue of a short address: with <c>prod-</c>, <c>queue:orders</c> is <c>prod-orders</c>; none by default.</summary>
    public string QueuePrefix { get; set; } = "";

    /// <summary>
    /// The queues, with their prefix, that messages may be sent to; null, the default, allows all. A message to another queue is rejected
    /// with <see cref="Publishing.EventPublishException"/>, as by an IAM policy that allows a component only these queues.
    /// </summary>
    public IReadOnlySet<string>? Queues { get; set; }

    /// <summary>
    /// Maximum size in bytes of all entries of one PutEvents call; 1,048,576 by default and at most, which AWS accepts since January 2026.
    /// Older emulators accept 262,144. A larger event is rejected when it is published, before an outbox stores it.
    /// </summary>
    public int MaxPutEventsSize
    {
        get;
        set =>
            field = value is >= 1 and <= Publishing.EventSize.Most
                ? value
                : throw new ArgumentOutOfRangeException(nameof(value), value, "MaxPutEventsSize is 1 to 1,048,576 bytes.");
    }
    = Publishing.EventSize.Most;

    /// <summary>
    /// Whether events are published only while the bus has the tag <see cref="TopologyTag"/>; false by default. For an emulator that loses
    /// its rules and queues when it stops: events that it accepts before it is provisioned again reach no queue. The tag is read before the
    /// first call, after failed calls, and again after each call: if it is missing or changed, the call's events are sent again. An event
    /// may then arrive twice, with the same id. AWS needs no tag: it keeps its rules.
    /// </summary>
    public bool RequireTopologyTag { get; set; }

    internal static readonly TimeSpan DefaultPutEventsTimeout = TimeSpan.FromSeconds(6);

    /// <summary>Concurrent PutEvents calls; 16 by default, 1 to 64.</summary>
    public int MaxConcurrentPutEvents
    {
        get;
        set =>
            field = value is >= 1 and <= 64
                ? value
                : throw new ArgumentOutOfRangeException(nameof(value), value, "MaxConcurrentPutEvents is 1 to 64.");
    }
    = 16;

    /// <summary>
    /// Events that may wait or be in a call; 1,000 by default, 1 to 100,000. Above that, <c>Publish</c> waits, which limits memory. Events
    /// that still wait in an outbox do not count.
    /// </summary>
    public int MaxPendingEvents
    {
        get;
        set =>
            field = value is >= 1 and <= 100_000
                ? value
                : throw new ArgumentOutOfRangeException(nameof(value), value, "MaxPendingEvents is 1 to 100,000.");
    }
    = 1000;

    /// <summary>
    /// Timeout of a PutEvents call, including the SDK's own retries; 6 seconds by default, 1 second to 1 minute. A call that times out is
    /// retried while fewer than ten seconds have passed since the first attempt.
    /// </summary>
    public TimeSpan PutEventsTimeout
    {
        get;
        set =>
            field = value >= TimeSpan.FromSeconds(1) && value <= TimeSpan.FromMinutes(1)
                ? value
                : throw new ArgumentOutOfRangeException(nameof(value), value, "PutEventsTimeout is 1 second to 1 minute.");
    }
    = DefaultPutEventsTimeout;

    /// <summary>
    /// Starts a new trace for each message, with a link to the event's trace, instead of continuing it; false by default. For events that
    /// cause so much work that one trace would be too large.
    /// </summary>
    public bool LinkTraces { get; set; }

    /// <summary>
    /// Keys of the baggage that events propagate with their trace; none by default. Callers of the publisher can send baggage, and every
    /// receiver can read it: no secrets, no personal data.
    /// </summary>
    public HashSet<string> Baggage { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// An endpoint instead of AWS, such as an emulator's; null uses the SDK's settings (<c>AWS_ENDPOINT_URL</c>, region).
    /// </summary>
    public Uri? ServiceUrl { get; set; }

    /// <summary>
    /// The region of both services. By default the SDK's; with <see cref="ServiceUrl"/> and without a region of the SDK <c>us-east-1</c>.
    /// </summary>
    public string? Region { get; set; }

    /// <summary>An endpoint for SQS only; <see cref="ServiceUrl"/> by default.</summary>
    public Uri? SqsServiceUrl { get; set; }

    /// <summary>An endpoint for EventBridge only; <see cref="ServiceUrl"/> by default.</summary>
    public Uri? EventBridgeServiceUrl { get; set; }

    /// <summary>Credentials; null uses the SDK's default chain.</summary>
    public AWSCredentials? Credentials { get; set; }

    /// <summary>Settings of the SQS client.</summary>
    public AmazonSQSConfig Sqs { get; } = new();

    /// <summary>Settings of the PutEvents client.</summary>
    public EventBridgeClientConfig EventBridge { get; } = new();

    /// <summary>The clock; the system's by default.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Role and group of the schedules of messages without an outbox; null rejects such messages.</summary>
    internal SchedulerSettings? Scheduler { get; set; }

    internal static string Shorten(string bus) => bus[(bus.LastIndexOf('/') + 1)..];

    internal AmazonSQSClient CreateSqs()
    {
        Aim(Sqs, SqsServiceUrl ?? ServiceUrl);
        return Credentials is null ? new CountedSqsClient(Sqs) : new CountedSqsClient(Credentials, Sqs);
    }

    /// <summary>A client for another region, with the same settings.</summary>
    internal AmazonSQSClient CreateSqs(string region)
    {
        var config = new AmazonSQSConfig
        {
            ClientAppId = Sqs.ClientAppId,
            HttpClientFactory = Sqs.HttpClientFactory,
            MaxErrorRetry = Sqs.MaxErrorRetry,
            RetryMode = Sqs.RetryMode,
            ThrottleRetries = Sqs.ThrottleRetries,
            RegionEndpoint = RegionEndpoint.GetBySystemName(region),
        };
        if (Sqs.Timeout is { } timeout)
            config.Timeout = timeout;
        if ((SqsServiceUrl ?? ServiceUrl) is { } emulator)
            (config.ServiceURL, config.AuthenticationRegion) = (emulator.ToString(), region);
        return Credentials is null ? new CountedSqsClient(config) : new CountedSqsClient(Credentials, config);
    }

    internal EventBridgeClient CreateEventBridge()
    {
        Aim(EventBridge, EventBridgeServiceUrl ?? ServiceUrl);
        return Credentials is null ? new EventBridgeClient(EventBridge) : new EventBridgeClient(Credentials, EventBridge);
    }

    internal SchedulerClient CreateScheduler()
    {
        var config = new AwsServiceClientConfig("Scheduler", "scheduler", "2021-06-30");
        Aim(config, EventBridgeServiceUrl ?? ServiceUrl);
        return Credentials is null ? new SchedulerClient(config) : new SchedulerClient(Credentials, config);
    }

    private void Aim(ClientConfig config, Uri? serviceUrl)
    {
        config.ClientAppId ??= AppId(Producer);
        config.HttpClientFactory ??= UntracedHttpClients.Instance;
        if (serviceUrl is null)
        {
            if (Region is not null)
                config.RegionEndpoint = RegionEndpoint.GetBySystemName(Region);
            return;
        }

        // Setting a service URL clears the region, but signing needs it.
        var region = Region ?? config.AuthenticationRegion ?? config.RegionEndpoint?.SystemName ?? "us-east-1";
        config.ServiceURL = serviceUrl.ToString();
        config.AuthenticationRegion = region;
    }

    // CloudTrail, among others, shows it: at most 50 characters, and only those allowed in an HTTP token.
    private static string? AppId(string producer) =>
        producer.Length <= 50 && producer.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_')
            ? producer
            : null;
}
