using Amazon.CDK;
using Amazon.CDK.AWS.CloudWatch;
using Constructs;

namespace Workers.Deploy.Alarms;

/// <summary>
/// An alarm that lets ECS roll back a version that starts, but dead-letters what it receives. ECS watches it during the deployment and for a bake
/// time after it, which it computes from the evaluated time of the alarm, and ignores an alarm that was in ALARM before (Amazon ECS
/// Developer Guide, "How CloudWatch alarms detect Amazon ECS deployment failures").
/// </summary>
internal sealed class DeploymentAlarm : Construct
{
    /// <summary>
    /// 1 if at least three messages, and a quarter of all, were dead-lettered in a minute. The worker sends dead letters itself, so SQS counts them as sent,
    /// and it deletes them from its queue like the others. A quarter, because half of the tasks may have the previous version.
    /// </summary>
    public const string Expression = "IF(FILL(dead, 0) >= 3 AND FILL(dead, 0) * 4 >= FILL(deleted, 0), 1, 0)";

    /// <summary>Evaluated minutes, and those of them in which it has to be 1: a minute with a few wrong events rolls nothing back.</summary>
    private const int Minutes = 5;
    private const int MinutesToAlarm = 2;

    public DeploymentAlarm(Construct scope, WorkerDefinition worker, AlarmActions actions)
        : base(scope, "DeploymentAlarm")
    {
        Name = $"{worker.ServiceName}-deployment";
        actions.Add(this, "DeadLetters", AlarmKind.FailingVersion, new AlarmProps
        {
            AlarmName = Name,
            AlarmDescription = $"{worker.ServiceName} dead-letters a quarter of its messages or more. During a deployment, ECS rolls it back.",
            Metric = new MathExpression(new MathExpressionProps
            {
                Expression = Expression,
                Label = "Dead letters",
                Period = Duration.Minutes(1),
                UsingMetrics = new Dictionary<string, IMetric>
                {
                    ["dead"] = Count("NumberOfMessagesSent", worker.DeadLetterQueueName),
                    ["deleted"] = Count("NumberOfMessagesDeleted", worker.QueueName),
                },
            }),
            ComparisonOperator = ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            Threshold = 1,
            EvaluationPeriods = Minutes,
            DatapointsToAlarm = MinutesToAlarm,
            TreatMissingData = TreatMissingData.NOT_BREACHING,
        });
    }

    /// <summary>Name of the alarm.</summary>
    public string Name { get; }

    private static Metric Count(string metric, string queue) => new(new MetricProps
    {
        Namespace = "AWS/SQS",
        MetricName = metric,
        DimensionsMap = new Dictionary<string, string> { ["QueueName"] = queue },
        Statistic = "Sum",
        Period = Duration.Minutes(1),
    });
}
