using Amazon.Runtime;
using Amazon.SQS;
using Workers.EventBridge.Aws;

namespace Workers.EventBridge.Configuration;

/// <summary>The bus, who publishes, and the AWS clients.</summary>
public sealed class EventBridgeHostSettings
{
    /// <summary>
    /// The tag that a provisioner writes on an emulator's bus when all rules and queues are there, with a new value each time that it was
    /// missing, such as a GUID.
    /// </summary>
    public const string TopologyTag = "workers:topology";

    /// <summary>Name or ARN of the event bus: what <c>cfg.Host</c> was given, <c>default</c> without it.</summary>
    public string BusName { get; internal set; } = "default";

    /// <summary>The same without what an ARN has before it, for people.</summary>
    internal string ShortBusName => Shorten(BusName);

    /// <summary>The component that publishes, as written into each event; the process's name by default.</summary>
    public string Producer { get; set; } = AppDomain.CurrentDomain.FriendlyName;

    /// <summary>Its version, an attribute of the messages that it dead-letters; none by default.</summary>
    public string? ProducerVersion { get; set; }

    /// <summary>
    /// The <c>source</c>s that may be published; null, the default, allows all. Another one is refused before it is sent, with
    /// <see cref="Publishing.EventPublishException"/>: as a policy would that lets the component put its own events on the bus only.
    /// </summary>
    public IReadOnlySet<string>? Sources { get; set; }

    /// <summary>
    /// Bytes that all entries of one PutEvents call may have together; 1,048,576 by default, what AWS takes since January 2026, and at most
    /// that. Older emulators take 262,144. A larger event is refused when it is published, before an outbox stores it.
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
    /// Whether events are published only while the bus has the tag <see cref="TopologyTag"/>; false by default. For an emulator that
    /// forgets its rules and queues when it stops: what it takes before it is provisioned again reaches no queue. The tag is asked for
    /// before the first call, after failed ones, and once more after each call: when it is missing or another one, the call's events are
    /// sent again. An event may arrive twice then, under the same id. AWS forgets nothing: it needs no tag.
    /// </summary>
    public bool RequireTopologyTag { get; set; }

    internal static readonly TimeSpan DefaultPutEventsTimeout = TimeSpan.FromSeconds(6);

    /// <summary>PutEvents calls under way at the same time; 16 by default, 1 to 64.</summary>
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
    /// Events that may wait for a call or be under way; 1,000 by default, 1 to 100,000. When there are more, <c>Publish</c> waits for
    /// room, and so memory is bounded. Lists of an outbox do not count: they are in its own hands.
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
    /// How long a PutEvents call may take, the SDK's own retries included; 6 seconds by default, 1 second to 1 minute. A call that is cut
    /// off is tried again while fewer than ten seconds have passed since the first try.
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
    /// Lets a message begin a trace of its own, with a link to the event's, instead of continuing that; false by default. For
    /// events that set off so much that one trace would be too large.
    /// </summary>
    public bool LinksTraces { get; set; }

    /// <summary>
    /// Keys of the baggage that events carry along with their trace; none by default. Whoever calls the publisher can send baggage, and
    /// whoever receives the events can read it: no secrets, no personal data.
    /// </summary>
    public HashSet<string> Baggage { get; } = new(StringComparer.Ordinal);

    /// <summary>An endpoint instead of AWS, such as an emulator's; null leaves it to the SDK (<c>AWS_ENDPOINT_URL</c>, region).</summary>
    public Uri? ServiceUrl { get; set; }

    /// <summary>An endpoint of SQS alone; <see cref="ServiceUrl"/> by default.</summary>
    public Uri? SqsServiceUrl { get; set; }

    /// <summary>An endpoint of EventBridge alone; <see cref="ServiceUrl"/> by default.</summary>
    public Uri? EventBridgeServiceUrl { get; set; }

    /// <summary>Credentials; null leaves them to the SDK's default chain.</summary>
    public AWSCredentials? Credentials { get; set; }

    /// <summary>Settings of the SQS client.</summary>
    public AmazonSQSConfig Sqs { get; } = new();

    /// <summary>Settings of the PutEvents client.</summary>
    public EventBridgeClientConfig EventBridge { get; } = new();

    /// <summary>The clock; the system's by default.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal static string Shorten(string bus) => bus[(bus.LastIndexOf('/') + 1)..];

    internal AmazonSQSClient CreateSqs()
    {
        Aim(Sqs, SqsServiceUrl ?? ServiceUrl);
        return Credentials is null ? new CountedSqsClient(Sqs) : new CountedSqsClient(Credentials, Sqs);
    }

    internal EventBridgeClient CreateEventBridge()
    {
        Aim(EventBridge, EventBridgeServiceUrl ?? ServiceUrl);
        return Credentials is null ? new EventBridgeClient(EventBridge) : new EventBridgeClient(Credentials, EventBridge);
    }

    private void Aim(ClientConfig config, Uri? serviceUrl)
    {
        config.ClientAppId ??= AppId(Producer);
        config.HttpClientFactory ??= UntracedHttpClients.Instance;
        if (serviceUrl is null)
            return;

        // Setting a service URL clears the region, which signing still needs.
        var region = config.AuthenticationRegion ?? config.RegionEndpoint?.SystemName ?? "us-east-1";
        config.ServiceURL = serviceUrl.ToString();
        config.AuthenticationRegion = region;
    }

    // What CloudTrail shows of a caller, among others: at most 50 characters of those that a token of HTTP may have.
    private static string? AppId(string producer) =>
        producer.Length <= 50 && producer.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_')
            ? producer
            : null;
}
