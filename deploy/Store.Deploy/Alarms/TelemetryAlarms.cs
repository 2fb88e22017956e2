using Amazon.CDK;
using Amazon.CDK.AWS.CloudWatch;
using Constructs;
using Store.Deploy.Environments;
using Store.Deploy.Metrics;
using Workers.Deploy;

namespace Store.Deploy.Alarms;

/// <summary>The alarms on a service's own metrics, which the collector exports; counterparts of deploy/observability/alerts.yaml.</summary>
internal sealed class TelemetryAlarms : Construct
{
    /// <summary>
    /// Running tasks whose collector does not report: each reports once a minute, so five times in a period. Without a reported value, none
    /// does. If no task runs, or the number is not known, nothing is missing.
    /// </summary>
    public const string Silent = "running - FILL(reports, 0) / 5";

    private readonly ResourceNames _names;
    private readonly ServiceFolder _service;
    private readonly AlarmActions _actions;
    private readonly string _name;

    public TelemetryAlarms(Construct scope, ResourceNames names, ServiceFolder service, bool publishes, AlarmActions actions)
        : base(scope, "Telemetry")
    {
        (_names, _service, _actions, _name) = (names, service, actions, names.Prefix + service.Name);
        AddSilence();
        if (publishes)
            AddOutbox();
        if (service.Subscription is not null)
            Add(
                StoreAlarmKind.OpenCircuit,
                "circuit",
                $"{_name} has paused receiving for 5 minutes: a dependency is down, or every message fails.",
                Metric(WorkerMetrics.OpenCircuit).Measure("Maximum", 1),
                threshold: 0,
                periods: 5);
    }

    private void AddOutbox()
    {
        Add(
            StoreAlarmKind.PublishFailures,
            "publish-failures",
            $"Publishing events of {_name} failed after all retries. The events wait in its outbox.",
            Metric(WorkerMetrics.PublishFailures).Measure("Sum", 5),
            threshold: 0);
        Add(
            StoreAlarmKind.OldOutbox,
            "outbox-age",
            $"The oldest event in the outbox of {_name} has waited for more than a minute: the bus does not accept its events.",
            Metric(WorkerMetrics.OutboxOldest).Measure("Maximum", 1),
            threshold: 60,
            periods: 3);
        Add(
            StoreAlarmKind.RefusedEvents,
            "refused-events",
            $"EventBridge refused events of {_name} permanently. They are kept in its outbox.",
            Metric(WorkerMetrics.OutboxRefused).Measure("Maximum", 5),
            threshold: 0);
    }

    private void AddSilence() => Add(
        StoreAlarmKind.MissingTelemetry,
        "telemetry",
        $"Tasks of {_name} have sent no metrics for 15 minutes: their collector does not run or cannot reach CloudWatch.",
        new MathExpression(new MathExpressionProps
        {
            Expression = Silent,
            Label = "Tasks without telemetry",
            Period = Duration.Minutes(5),
            UsingMetrics = new Dictionary<string, IMetric>
            {
                ["running"] = CloudWatchMetric.OfTasks("RunningTaskCount", _names.Cluster, _name).Measure("Average", 5),
                ["reports"] = Metric(WorkerMetrics.OutboxOldest).Measure("SampleCount", 5),
            },
        }),

        // Not 0, because a report can be a few seconds late and fall into the next period.
        threshold: 0.5,
        periods: 3);

    private void Add(AlarmKind kind, string suffix, string meaning, IMetric metric, double threshold, int periods = 1) =>
        _actions.Add(this, suffix, kind, new AlarmProps
        {
            AlarmName = $"{_name}-{suffix}",
            AlarmDescription = meaning,
            Metric = metric,
            Threshold = threshold,
            EvaluationPeriods = periods,
        });

    private CloudWatchMetric Metric(string name) => WorkerMetrics.Of(name, _names, _service);
}
