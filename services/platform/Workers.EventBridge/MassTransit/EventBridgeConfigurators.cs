using Workers.EventBridge.Configuration;
using Workers.EventBridge.Receiving;

namespace MassTransit;

/// <summary>Configures a bus on EventBridge and SQS.</summary>
public interface IEventBridgeBusFactoryConfigurator : IBusFactoryConfigurator<IEventBridgeReceiveEndpointConfigurator>
{
    /// <summary>Names the event bus that is published to, and configures the AWS clients.</summary>
    /// <param name="busName">Name or ARN of the bus.</param>
    /// <param name="configure">Further settings.</param>
    void Host(string busName, Action<EventBridgeHostSettings>? configure = null);

    /// <summary>Names a contract that cannot carry the attribute, such as the event of an AWS service.</summary>
    /// <typeparam name="T">The contract.</typeparam>
    /// <param name="source">The EventBridge <c>source</c>, such as <c>aws.s3</c>.</param>
    /// <param name="detailType">The EventBridge <c>detail-type</c>, such as <c>Object Created</c>.</param>
    /// <param name="version">The contract's version; events without metadata count as version 1.</param>
    void Event<T>(string source, string detailType, int version = 1)
        where T : class;
}

/// <summary>
/// Configures an endpoint: one SQS queue and its consumers. Beside these options there are MassTransit's own:
/// <c>ConcurrentMessageLimit</c> (messages handled at the same time, 16 by default) and <c>PrefetchCount</c> (messages in hand,
/// handled and buffered ones together; by default the limit, and ten for each poll).
/// </summary>
public interface IEventBridgeReceiveEndpointConfigurator : IReceiveEndpointConfigurator
{
    /// <summary>How long a poll waits for messages while the queue is empty, 1 to 20 seconds; 20 by default.</summary>
    int WaitTimeSeconds { set; }

    /// <summary>
    /// How long a message in hand stays invisible to others; renewed at half of it, up to 12 hours in all. 10 seconds to 12 hours;
    /// 30 seconds by default. A crash delays the message for as long.
    /// </summary>
    TimeSpan VisibilityTimeout { set; }

    /// <summary>ReceiveMessage calls at the same time under load, 1 to 20; by default one for each ten of the concurrency limit.</summary>
    int MaxConcurrentPolls { set; }

    /// <summary>
    /// At how many failures a message goes to the dead-letter queue, 1 to 1000. By default ten below the <c>maxReceiveCount</c> of the
    /// queue's redrive policy, or half of that where it is less than 20. The policy itself is the net below: SQS counts each receive, also
    /// those after which a message was given back without having been started, and dead-letters without a reason. So leave room between them.
    /// </summary>
    int? MaxReceiveCount { set; }

    /// <summary>How long a failed message stays invisible after its first failure; doubles with each. 1 second by default.</summary>
    TimeSpan RedeliveryDelay { set; }

    /// <summary>The bound of that; 15 minutes by default, at most 12 hours.</summary>
    TimeSpan MaxRedeliveryDelay { set; }

    /// <summary>
    /// How often the queue and its dead-letter queue are asked how many messages they hold, for the metric <c>workers.queue.backlog</c>;
    /// never by default, 1 second to 1 hour. It takes two calls each time; AWS has the numbers in CloudWatch as well.
    /// </summary>
    TimeSpan? BacklogInterval { set; }

    /// <summary>
    /// What becomes of an event that no consumer of the endpoint takes, or that they take in another version only; skipped by default.
    /// </summary>
    UnknownEvents UnknownEvents { set; }

    /// <summary>
    /// After this time a message that fails as a probe of the held <see cref="Gate"/>, while there is no other to ask, is dead-lettered
    /// with its reason: it may be at fault itself. 1 hour by default, 1 minute to 11 hours.
    /// </summary>
    TimeSpan LoneMessageTimeout { set; }

    /// <summary>Holds receiving back while something that the consumers need is down; always open by default.</summary>
    ReceiveGate Gate { set; }
}
