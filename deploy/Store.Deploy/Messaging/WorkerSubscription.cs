using Amazon.CDK.AWS.Events;
using Amazon.CDK.AWS.SQS;
using Constructs;
using Store.Deploy.Environments;
using Workers.Hosting.Subscriptions;

namespace Store.Deploy.Messaging;

/// <summary>The resources for a worker's <c>subscription.json</c>: its queue with a dead-letter queue, and the rule.</summary>
internal sealed class WorkerSubscription : Construct
{
    public WorkerSubscription(Construct scope, string id, ResourceNames names, Subscription subscription, string bus)
        : base(scope, id)
    {
        var ruleArn = names.RuleArn(this, subscription.Queue);
        var deadLetters = Queue("DeadLetters", DeadLetterQueue(names.Prefix + subscription.DeadLetterQueue));
        QueueAccess.TlsOnly(deadLetters);

        var undelivered = Queue("Undelivered", DeadLetterQueue(names.Prefix + subscription.RuleDeadLetterQueue));
        QueueAccess.AllowRule(undelivered, ruleArn);

        var queue = Queue("Queue", new CfnQueueProps
        {
            QueueName = names.Prefix + subscription.Queue,
            VisibilityTimeout = subscription.VisibilityTimeoutSeconds,
            MessageRetentionPeriod = QueueTopology.MessageRetention.TotalSeconds,
            SqsManagedSseEnabled = true,
            RedrivePolicy = new Dictionary<string, object>
            {
                ["deadLetterTargetArn"] = deadLetters.AttrArn,
                ["maxReceiveCount"] = subscription.RedriveMaxReceiveCount,
            },
        });
        QueueAccess.AllowRule(queue, ruleArn);

        var rule = new CfnRule(this, "Rule", new CfnRuleProps
        {
            Name = names.Prefix + subscription.Queue,
            EventBusName = bus,
            State = "ENABLED",
            Targets = new[]
            {
                new CfnRule.TargetProperty
                {
                    Id = QueueTopology.TargetId,
                    Arn = queue.AttrArn,
                    DeadLetterConfig = new CfnRule.DeadLetterConfigProperty { Arn = undelivered.AttrArn },
                    RetryPolicy = new CfnRule.RetryPolicyProperty
                    {
                        MaximumEventAgeInSeconds = QueueTopology.MaximumEventAge.TotalSeconds,
                        MaximumRetryAttempts = QueueTopology.MaximumRetryAttempts,
                    },
                },
            },
        });

        // As text, exactly as in the file: as an object, the CDK would drop nulls and rewrite numbers.
        rule.AddPropertyOverride("EventPattern", subscription.Pattern.GetRawText());
    }

    private CfnQueue Queue(string id, CfnQueueProps props) => new(this, id, props);

    private static CfnQueueProps DeadLetterQueue(string name) => new()
    {
        QueueName = name,
        MessageRetentionPeriod = QueueTopology.MessageRetention.TotalSeconds,
        SqsManagedSseEnabled = true,
    };
}
