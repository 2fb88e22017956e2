using Amazon.CDK.AWS.CloudWatch;
using Constructs;

namespace Workers.Deploy.Alarms;

/// <summary>The alarms of a worker's rule.</summary>
internal sealed class RuleAlarms : Construct
{
    public RuleAlarms(Construct scope, string eventBus, string rule, AlarmActions actions)
        : base(scope, "Rule")
    {
        // Does not count the events that went to the dead-letter queue (Amazon EventBridge User Guide, "Monitoring Amazon EventBridge").
        Add(AlarmKind.Undelivered, "FailedInvocations", "failed-invocations", $"Rule {rule} could not deliver events to its queue.");
        Add(
            AlarmKind.Undelivered,
            "InvocationsFailedToBeSentToDlq",
            "lost-events",
            $"Rule {rule} could deliver events neither to its queue nor to its dead-letter queue. They are in the archive only.");
        Add(AlarmKind.ThrottledRule, "ThrottledRules", "throttled", $"EventBridge throttles rule {rule}: events are late.");

        void Add(AlarmKind kind, string metric, string suffix, string meaning) => actions.Add(this, metric, kind, new AlarmProps
        {
            AlarmName = $"{rule}-{suffix}",
            AlarmDescription = meaning,
            Metric = CloudWatchMetric.OfRule(metric, eventBus, rule).Measure("Sum", 5),
            Threshold = 0,
        });
    }
}
