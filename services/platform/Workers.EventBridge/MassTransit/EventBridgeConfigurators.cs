using System.Text.Json;
using Workers.EventBridge.Configuration;
using Workers.EventBridge.Envelope;
using Workers.EventBridge.Receiving;

namespace MassTransit;

/// <summary>Configures a bus on EventBridge and SQS.</summary>
public interface IEventBridgeBusFactoryConfigurator : IBusFactoryConfigurator<IEventBridgeReceiveEndpointConfigurator>
{
    /// <summary>Sets the event bus to publish to, and configures the AWS clients.</summary>
    /// <param name="busName">Name or ARN of the bus.</param>
    /// <param name="configure">Further settings.</param>
    void Host(string busName, Action<EventBridgeHostSettings>? configure = null);

    /// <summary>
    /// Lets EventBridge Scheduler keep scheduled messages (<c>SchedulePublish</c>, <c>ScheduleSend</c>, <c>Delay</c>, a saga's <c>Schedule</c>) that no
    /// outbox keeps, such as those of a host without a store. Without this call they are rejected. They are sent within a minute after they are due; a
    /// retry of a consumer schedules again.
    /// </summary>
    /// <param name="roleArn">
    /// The ARN of the role that EventBridge Scheduler assumes, which allows <c>events:PutEvents</c> on the bus and <c>sqs:SendMessage</c> on the queues. The
    /// process needs <c>scheduler:CreateSchedule</c>, <c>scheduler:DeleteSchedule</c>, and <c>iam:PassRole</c> on it.
    /// </param>
    /// <param name="group">The group of the schedules, which has to exist.</param>
    void UseEventBridgeScheduler(string roleArn, string group = "default");

    /// <summary>Names a contract that cannot have the attribute, such as the event of an AWS service.</summary>
    /// <typeparam name="T">The contract.</typeparam>
    /// <param name="source">The EventBridge <c>source</c>, such as <c>aws.s3</c>.</param>
    /// <param name="detailType">The EventBridge <c>detail-type</c>, such as <c>Object Created</c>.</param>
    /// <param name="version">The contract's version; events without metadata count as version 1.</param>
    void Event<T>(string source, string detailType, int version = 1)
        where T : class;

    /// <summary>
    /// Makes a contract with <c>[Event]</c> known to consumers of its base types and interfaces. Not needed for contracts in the same
    /// assembly as the base type, and for contracts with consumers of their own on earlier endpoints.
    /// </summary>
    /// <typeparam name="T">The contract.</typeparam>
    /// <exception cref="ConfigurationException">The type has no name on the bus.</exception>
    void Event<T>()
        where T : class;

    /// <summary>
    /// Changes the JSON options of contracts, such as their converters, for this bus. They start as a copy of
    /// <see cref="EventJson.Options"/>, and apply to <c>data</c> in the envelope, or to all of <c>detail</c> of an event from elsewhere; the
    /// metadata is not affected. Publishers and consumers need the same options.
    /// </summary>
    /// <param name="configure">Changes the copy, and returns it.</param>
    void ConfigureJsonSerializerOptions(Func<JsonSerializerOptions, JsonSerializerOptions> configure);
}

/// <summary>
/// Configures an endpoint: one SQS queue and its consumers. In addition to these options, set MassTransit's own:
/// <c>ConcurrentMessageLimit</c> (concurrent messages, 16 by default) and <c>PrefetchCount</c> (messages in flight, including buffered
/// ones; by default the limit, plus ten for each poll).
/// </summary>
public interface IEventBridgeReceiveEndpointConfigurator : IReceiveEndpointConfigurator
{
    /// <summary>Wait time of a poll while the queue is empty, 1 to 20 seconds; 20 by default.</summary>
    int WaitTimeSeconds { set; }

    /// <summary>
    /// Visibility timeout of a message in flight; renewed at half of it, up to 12 hours in total. 10 seconds to 12 hours; 30 seconds by
    /// default. After a crash, the message is delayed by up to this time.
    /// </summary>
    TimeSpan VisibilityTimeout { set; }

    /// <summary>Concurrent ReceiveMessage calls under load, 1 to 20; by default one for each ten of the concurrency limit.</summary>
    int MaxConcurrentPolls { set; }

    /// <summary>
    /// Failures after which a message is dead-lettered, 1 to 1000. By default ten below the <c>maxReceiveCount</c> of the queue's redrive
    /// policy, or half of that if it is less than 20. The policy itself is the safety net: SQS counts each receive, even if the message was
    /// returned without having been started, and dead-letters without a reason. So leave headroom between them.
    /// </summary>
    int? MaxFailures { set; }

    /// <summary>Delay before redelivery after the first failure; doubles with each failure. 1 second by default.</summary>
    TimeSpan RedeliveryDelay { set; }

    /// <summary>Maximum redelivery delay; 15 minutes by default, at most 12 hours.</summary>
    TimeSpan MaxRedeliveryDelay { set; }

    /// <summary>
    /// Interval for reading the number of messages in the queue and its dead-letter queue, for the metric <c>workers.queue.backlog</c>;
    /// never by default, 1 second to 1 hour. It takes two calls each time; CloudWatch has the numbers as well.
    /// </summary>
    TimeSpan? BacklogInterval { set; }

    /// <summary>
    /// Handling of an event whose type or version no consumer of the endpoint handles; skipped by default.
    /// </summary>
    UnknownEvents UnknownEvents { set; }

    /// <summary>
    /// Time after which a message that fails as the only probe of the open <see cref="Circuit"/> is dead-lettered with its reason: the message
    /// itself may be the problem. 1 hour by default, 1 minute to 11 hours.
    /// </summary>
    TimeSpan LoneMessageTimeout { set; }

    /// <summary>Stops receiving while a dependency is down; always closed by default.</summary>
    ReceiveCircuit Circuit { set; }

    /// <summary>
    /// Maps the <c>type</c> of CloudEvents 1.0 to a contract, for CloudEvents as structured JSON in the queue, in an SNS notification, or in
    /// the detail of an EventBridge event. The identity of the event is the CloudEvent's <c>id</c> if it is a GUID, or else its <c>source</c>
    /// and <c>id</c>. Without a mapping, the type is the detail type of an event that the endpoint consumes; any other is an unknown event.
    /// </summary>
    /// <typeparam name="T">The contract of <c>data</c>.</typeparam>
    /// <param name="type">The <c>type</c> of the CloudEvent; AWS.Messaging uses the full name of the .NET type by default.</param>
    /// <exception cref="ConfigurationException">The contract has no name on the bus.</exception>
    void CloudEvent<T>(string type)
        where T : class;

    /// <summary>
    /// Sets the contract of the notifications that S3 sends to a queue or a topic itself: the whole body, with its <c>Records</c>. The
    /// identity is SNS's or SQS's message id. S3's test message is skipped.
    /// </summary>
    /// <typeparam name="T">The contract.</typeparam>
    /// <exception cref="ConfigurationException">The contract has no name on the bus.</exception>
    void S3Notifications<T>()
        where T : class;

    /// <summary>
    /// Sets the contract of a body that is only the contract, without an envelope, such as the output of a rule's input transformer. It applies
    /// to each body of JSON that has no other known shape. The identity is SNS's message id if the body came in an SNS notification, or else
    /// SQS's: so a copy that a publisher sends again is another event.
    /// </summary>
    /// <typeparam name="T">The contract.</typeparam>
    /// <exception cref="ConfigurationException">The contract has no name on the bus.</exception>
    void RawMessages<T>()
        where T : class;

    /// <summary>Pauses receiving, such as for a deployment; never paused by default.</summary>
    ReceivePause Pause { set; }
}
