using Amazon.CDK;
using Amazon.CDK.AWS.CloudWatch;
using Constructs;
using Workers.Hosting.Subscriptions;

namespace Workers.Deploy.Alarms;

/// <summary>The alarms of a worker's queues.</summary>
internal sealed class QueueAlarms : Construct
{
    public QueueAlarms(Construct scope, WorkerDefinition worker, int oldestMessageMinutes, AlarmActions actions)
        : base(scope, "Alarms")
    {
        var queue = worker.QueueName;
        actions.Add(this, "Age", AlarmKind.OldMessage, new AlarmProps
        {
            AlarmName = $"{queue}-age",
            AlarmDescription = $"The oldest message in {queue} has waited for more than {oldestMessageMinutes} minutes.",
            Metric = Oldest(queue),
            Threshold = TimeSpan.FromMinutes(oldestMessageMinutes).TotalSeconds,
            EvaluationPeriods = 3,
        });
        AddExpiry(actions, "Expiry", queue);
        AddLetters(
            actions, AlarmKind.DeadLetters, "DeadLetters", worker.DeadLetterQueueName, $"{worker.Name} could not process messages");
        AddLetters(
            actions, AlarmKind.Undelivered, "Undelivered", worker.RuleDeadLetterQueueName, $"EventBridge could not deliver events to {queue}");
        _ = new RuleAlarms(this, worker.EventBusName, queue, actions);
    }

    private void AddLetters(AlarmActions actions, AlarmKind kind, string id, string queue, string meaning)
    {
        actions.Add(this, id, kind, new AlarmProps
        {
            AlarmName = queue,
            AlarmDescription = $"{meaning}: they are in {queue}.",
            Metric = CloudWatchMetric.OfQueue("ApproximateNumberOfMessagesVisible", queue).Measure("Maximum", 1),
            Threshold = 0,
        });
        actions.Add(this, $"New{id}", kind, new AlarmProps
        {
            AlarmName = $"{queue}-new",
            AlarmDescription = $"{meaning}: more have arrived in {queue} since its first alarm.",
            Metric = NewLetters(queue),
            Threshold = 0,
        });
        AddExpiry(actions, $"{id}Expiry", queue);
    }

    /// <summary>SQS deletes a message at the end of the retention, without a trace.</summary>
    private void AddExpiry(AlarmActions actions, string id, string queue)
    {
        var half = QueueTopology.MessageRetention / 2;
        actions.Add(this, id, AlarmKind.Expiry, new AlarmProps
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
