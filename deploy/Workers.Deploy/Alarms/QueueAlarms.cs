using Amazon.CDK;
using Amazon.CDK.AWS.CloudWatch;
using Constructs;
using Workers.Deploy.Environments;

namespace Workers.Deploy.Alarms;

/// <summary>The alarms of a worker's queues and rule.</summary>
internal sealed class QueueAlarms : Construct
{
    /// <summary>
    /// If a message waits longer, the tasks are too slow or hang, and scaling out did not help: new tasks start within two or three
    /// minutes.
    /// </summary>
    private static readonly TimeSpan OldestMessage = TimeSpan.FromMinutes(10);

    public QueueAlarms(Construct scope, ResourceNames names, ServiceFolder worker, AlarmTopic topic)
        : base(scope, "Alarms")
    {
        var subscription = worker.Subscription!;
        var queue = names.Prefix + subscription.Queue;
        topic.Add(this, "Age", new AlarmProps
        {
            AlarmName = $"{queue}-age",
            AlarmDescription = $"The oldest message in {queue} has waited for more than {OldestMessage.TotalMinutes} minutes.",
            Metric = Sqs("ApproximateAgeOfOldestMessage", queue),
            ComparisonOperator = ComparisonOperator.GREATER_THAN_THRESHOLD,
            Threshold = OldestMessage.TotalSeconds,
            EvaluationPeriods = 3,
            TreatMissingData = TreatMissingData.NOT_BREACHING,
        });
        foreach (
            var (id, name, meaning) in new[]
            {
                ("DeadLetters", subscription.DeadLetterQueue, $"{worker.Name} could not process messages"),
                ("Undelivered", subscription.RuleDeadLetterQueue, $"EventBridge could not deliver events to {queue}"),
            })
        {
            topic.Add(this, id, Any(Sqs("ApproximateNumberOfMessagesVisible", names.Prefix + name), new AlarmProps
            {
                AlarmName = $"{names.Prefix}{name}",
                AlarmDescription = $"{meaning}: they are in {names.Prefix}{name}. See \"Dead letters\" in deploy/docs/runbook.md.",
            }));
        }

        topic.Add(this, "FailedInvocations", Any(FailedInvocations(names.Bus, queue), new AlarmProps
        {
            AlarmName = $"{queue}-failed-invocations",
            AlarmDescription = $"Rule {queue} could not deliver to its queue.",
        }));
    }

    private static AlarmProps Any(IMetric metric, AlarmProps props) => new()
    {
        AlarmName = props.AlarmName,
        AlarmDescription = props.AlarmDescription,
        Metric = metric,
        ComparisonOperator = ComparisonOperator.GREATER_THAN_THRESHOLD,
        Threshold = 0,
        EvaluationPeriods = 1,
        TreatMissingData = TreatMissingData.NOT_BREACHING,
    };

    private static Metric Sqs(string metric, string queue) => new(new MetricProps
    {
        Namespace = "AWS/SQS",
        MetricName = metric,
        DimensionsMap = new Dictionary<string, string> { ["QueueName"] = queue },
        Statistic = "Maximum",
        Period = Duration.Minutes(1),
    });

    // For a bus other than the default one, the metric also has the dimension EventBusName.
    private static Metric FailedInvocations(string bus, string rule) => new(new MetricProps
    {
        Namespace = "AWS/Events",
        MetricName = "FailedInvocations",
        DimensionsMap = new Dictionary<string, string> { ["EventBusName"] = bus, ["RuleName"] = rule },
        Statistic = "Sum",
        Period = Duration.Minutes(5),
    });
}
