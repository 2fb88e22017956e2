using Amazon.CDK;
using Amazon.CDK.AWS.CloudWatch;
using Constructs;
using Store.Deploy.Environments;
using Store.Deploy.Metrics;
using Workers.Hosting.Subscriptions;

namespace Store.Deploy.Alarms;

/// <summary>The alarms of a worker's queues.</summary>
internal sealed class QueueAlarms : Construct
{
    public QueueAlarms(Construct scope, ResourceNames names, ServiceFolder worker, ServiceSettings settings, AlarmTopics topics)
        : base(scope, "Alarms")
    {
        var subscription = worker.Subscription!;
        var queue = names.Prefix + subscription.Queue;
        topics.Add(this, "Age", AlarmKind.OldMessage, new AlarmProps
        {
            AlarmName = $"{queue}-age",
            AlarmDescription = $"The oldest message in {queue} has waited for more than {settings.OldestMessageMinutes} minutes.",
            Metric = Oldest(queue),
            Threshold = TimeSpan.FromMinutes(settings.OldestMessageMinutes).TotalSeconds,
            EvaluationPeriods = 3,
        });
        AddExpiry(topics, "Expiry", queue);
        AddLetters(
            topics, AlarmKind.DeadLetters, "DeadLetters", names.Prefix + subscription.DeadLetterQueue, $"{worker.Name} could not process messages");
        AddLetters(
            topics, AlarmKind.Undelivered, "Undelivered", names.Prefix + subscription.RuleDeadLetterQueue, $"EventBridge could not deliver events to {queue}");
        _ = new RuleAlarms(this, names, queue, topics);
    }

    private void AddLetters(AlarmTopics topics, AlarmKind kind, string id, string queue, string meaning)
    {
        topics.Add(this, id, kind, new AlarmProps
        {
            AlarmName = queue,
            AlarmDescription = $"{meaning}: they are in {queue}.",
            Metric = CloudWatchMetric.OfQueue("ApproximateNumberOfMessagesVisible", queue).Measure("Maximum", 1),
            Threshold = 0,
        });
        topics.Add(this, $"New{id}", kind, new AlarmProps
        {
            AlarmName = $"{queue}-new",
            AlarmDescription = $"{meaning}: more have arrived in {queue} since its first alarm.",
            Metric = NewLetters(queue),
            Threshold = 0,
        });
        AddExpiry(topics, $"{id}Expiry", queue);
    }

    /// <summary>SQS deletes a message at the end of the retention, without a trace.</summary>
    private void AddExpiry(AlarmTopics topics, string id, string queue)
    {
        var half = QueueTopology.MessageRetention / 2;
        topics.Add(this, id, AlarmKind.Expiry, new AlarmProps
        {
            AlarmName = $"{queue}-expiry",
            AlarmDescription =
                $"The oldest message in {queue} has waited for {half.TotalDays} days. SQS deletes it after {QueueTopology.MessageRetention.TotalDays}.",
            Metric = Oldest(queue),
            Threshold = half.TotalSeconds,
        });
    }

    private static Metric Oldest(string queue) => CloudWatchMetric.OfQueue("ApproximateAgeOfOldestMessage", queue).Measure("Maximum", 1);

    /// <summary>
    /// 1 if messages have arrived while others were there. The other alarm reports the first message. NumberOfMessagesSent would not count those
    /// that SQS itself moved to the queue (Amazon SQS Developer Guide, "Available CloudWatch metrics"). Messages that somebody looks at are
    /// not visible for a while, so both numbers are added.
    /// </summary>
    private static MathExpression NewLetters(string queue) => new(new MathExpressionProps
    {
        Expression = "IF(DIFF(letters) > 0 AND letters > DIFF(letters), 1, 0)",
        Label = "New messages",
        Period = Duration.Minutes(5),
        UsingMetrics = new Dictionary<string, IMetric>
        {
            ["letters"] = new MathExpression(new MathExpressionProps
            {
                Expression = "visible + hidden",
                Period = Duration.Minutes(5),
                UsingMetrics = new Dictionary<string, IMetric>
                {
                    ["visible"] = CloudWatchMetric.OfQueue("ApproximateNumberOfMessagesVisible", queue).Measure("Maximum", 5),
                    ["hidden"] = CloudWatchMetric.OfQueue("ApproximateNumberOfMessagesNotVisible", queue).Measure("Maximum", 5),
                },
            }),
        },
    });
}
