using Amazon.CDK.AWS.Events;
using Amazon.CDK.AWS.SQS;
using Constructs;
using Workers.Deploy.Alarms;
using Workers.Deploy.Messaging;
using Workers.Hosting.Subscriptions;

namespace Workers.Deploy;

/// <summary>Properties of a <see cref="WorkerSubscription"/>.</summary>
public sealed record WorkerSubscriptionProps
{
    /// <summary>The worker.</summary>
    public required WorkerDefinition Worker { get; init; }

    /// <summary>The bus, if this app defines it: the rule is created after it. By default the bus of the worker's definition has to exist.</summary>
    public ArchivedEventBus? EventBus { get; init; }

    /// <summary>The actions of the alarms.</summary>
    public required AlarmActions Alarms { get; init; }

    /// <summary>
    /// Age in minutes of the oldest message in the queue above which an alarm fires, 1 to 10080 (half of the queue's retention, at which another
    /// alarm fires); 10 by default.
    /// </summary>
    public int OldestMessageMinutes { get; init; } = 10;
}

/// <summary>
/// The resources for a worker's <c>subscription.json</c>: its queue with a dead-letter queue, the rule with a dead-letter queue of its own, and their
/// alarms. The tag <c>service</c> has the name of the worker. All events of a FIFO queue are in one message group.
/// </summary>
public sealed class WorkerSubscription : Construct
{
    /// <summary>Creates the resources.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="id">Its id in the scope.</param>
    /// <param name="props">Its properties.</param>
    /// <exception cref="ArgumentException">The bus is not that of the worker, or the age is out of its range.</exception>
    public WorkerSubscription(Construct scope, string id, WorkerSubscriptionProps props)
        : base(scope, id)
    {
        ArgumentNullException.ThrowIfNull(props);
        var worker = Checked(props);
        var ruleArn = Arns.Rule(this, worker.EventBusName, worker.QueueName);
        var deadLetters = WorkersQueue("DeadLetters", worker, DeadLetterQueue(worker.DeadLetterQueueName));
        QueueAccess.TlsOnly(deadLetters);

        var undelivered = Queue("Undelivered", DeadLetterQueue(worker.RuleDeadLetterQueueName));
        QueueAccess.AllowRule(undelivered, ruleArn);

        var queue = WorkersQueue("Queue", worker, new CfnQueueProps
        {
            QueueName = worker.QueueName,
            VisibilityTimeout = worker.Subscription.VisibilityTimeoutSeconds,
            MessageRetentionPeriod = QueueTopology.MessageRetention.TotalSeconds,
            SqsManagedSseEnabled = true,
            RedrivePolicy = new Dictionary<string, object>
            {
                ["deadLetterTargetArn"] = deadLetters.AttrArn,
                ["maxReceiveCount"] = worker.Subscription.RedriveMaxReceiveCount,
            },
        });
        QueueAccess.AllowRule(queue, ruleArn);

        var rule = new CfnRule(this, "Rule", new CfnRuleProps
        {
            Name = worker.QueueName,
            EventBusName = props.EventBus?.Reference ?? worker.EventBusName,
            State = "ENABLED",
            Targets = new[] { Target(worker, queue, undelivered) },
        });

        // As text, exactly as in the file: as an object, the CDK would drop nulls and rewrite numbers.
        rule.AddPropertyOverride("EventPattern", worker.Subscription.Pattern.GetRawText());
        Amazon.CDK.Tags.Of(this).Add("service", worker.Name);
        _ = new QueueAlarms(this, worker, props.OldestMessageMinutes, props.Alarms);
    }

    private static WorkerDefinition Checked(WorkerSubscriptionProps props)
    {
        var worker = props.Worker;
        if (props.EventBus is { } bus && bus.EventBusName != worker.EventBusName)
            throw new ArgumentException(
                $"Worker {worker.Name} is on the bus '{worker.EventBusName}', and its subscription on '{bus.EventBusName}'. Use the same for both.", nameof(props));
        if (props.OldestMessageMinutes < 1 || props.OldestMessageMinutes > QueueTopology.MessageRetention.TotalMinutes / 2)
            throw new ArgumentException(
                $"Worker {worker.Name}: OldestMessageMinutes {props.OldestMessageMinutes} is not between 1 and {QueueTopology.MessageRetention.TotalMinutes / 2}.", nameof(props));
        return worker;
    }

    private static CfnRule.TargetProperty Target(WorkerDefinition worker, CfnQueue queue, CfnQueue undelivered) => new()
    {
        Id = QueueTopology.TargetId,
        Arn = queue.AttrArn,
        SqsParameters = worker.Subscription.IsFifo ? FifoQueue.Group(worker.QueueName) : null,
        DeadLetterConfig = new CfnRule.DeadLetterConfigProperty { Arn = undelivered.AttrArn },
        RetryPolicy = new CfnRule.RetryPolicyProperty
        {
            MaximumEventAgeInSeconds = QueueTopology.MaximumEventAge.TotalSeconds,
            MaximumRetryAttempts = QueueTopology.MaximumRetryAttempts,
        },
    };

    /// <summary>A queue that the worker uses: a FIFO queue and its dead-letter queue are of one kind, as SQS requires.</summary>
    private CfnQueue WorkersQueue(string id, WorkerDefinition worker, CfnQueueProps props) =>
        Queue(id, worker.Subscription.IsFifo ? FifoQueue.Configure(props) : props);

    private CfnQueue Queue(string id, CfnQueueProps props) => new(this, id, props);

    private static CfnQueueProps DeadLetterQueue(string name) => new()
    {
        QueueName = name,
        MessageRetentionPeriod = QueueTopology.MessageRetention.TotalSeconds,
        SqsManagedSseEnabled = true,
    };
}
