using Amazon.CDK.AWS.CloudWatch;
using Amazon.CDK.AWS.CloudWatch.Actions;
using Amazon.CDK.AWS.SNS;
using Constructs;
using Workers.Deploy.Alarms;

namespace Workers.Deploy;

/// <summary>What the alarms of workers do: each notifies the SNS topic of its severity.</summary>
/// <param name="page">The topic for <see cref="AlarmSeverity.Page"/>.</param>
/// <param name="ticket">The topic for <see cref="AlarmSeverity.Ticket"/>.</param>
/// <param name="runbookUrl">URL of the runbook, for the alarms' descriptions, without a heading; none by default.</param>
public sealed class AlarmActions(ITopic page, ITopic ticket, string? runbookUrl = null)
{
    private readonly Dictionary<AlarmSeverity, IAlarmAction> _actions = new()
    {
        [AlarmSeverity.Page] = new SnsAction(page),
        [AlarmSeverity.Ticket] = new SnsAction(ticket),
    };

    /// <summary>Adds an alarm that notifies the topic of its kind when it goes to ALARM and when it returns to OK.</summary>
    /// <param name="scope">The scope of the alarm.</param>
    /// <param name="id">Its id in the scope.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="props">
    /// Its properties. The description says what happened; the severity and the URL of the runbook's section are added. Without a value for
    /// missing data, missing data is good, because AWS reports most metrics only while there is something to count. Without a number of
    /// periods it is one. Without an operator the metric has to be greater than the threshold.
    /// </param>
    /// <returns>The alarm.</returns>
    public Alarm Add(Construct scope, string id, AlarmKind kind, AlarmProps props)
    {
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentNullException.ThrowIfNull(props);
        var runbook = runbookUrl is null ? "" : $" Runbook: {runbookUrl}#{kind.Anchor}";
        var alarm = new Alarm(scope, id, new AlarmProps
        {
            AlarmName = props.AlarmName,
            AlarmDescription = $"[{kind.Severity.ToString().ToLowerInvariant()}] {props.AlarmDescription}{runbook}",
            Metric = props.Metric,
            ComparisonOperator = props.ComparisonOperator ?? ComparisonOperator.GREATER_THAN_THRESHOLD,
            Threshold = props.Threshold,
            EvaluationPeriods = props.EvaluationPeriods > 0 ? props.EvaluationPeriods : 1,
            DatapointsToAlarm = props.DatapointsToAlarm,
            TreatMissingData = props.TreatMissingData ?? TreatMissingData.NOT_BREACHING,
        });
        alarm.AddAlarmAction(_actions[kind.Severity]);
        alarm.AddOkAction(_actions[kind.Severity]);
        return alarm;
    }

    /// <summary>Adds an alarm that fires when fewer tasks of a service than desired have been running for 15 minutes.</summary>
    /// <param name="scope">The scope of the alarm.</param>
    /// <param name="id">Its id in the scope.</param>
    /// <param name="clusterName">Name of the cluster, whose Container Insights has to be enabled.</param>
    /// <param name="serviceName">Name of the service.</param>
    /// <returns>The alarm.</returns>
    public Alarm AddMissingTasks(Construct scope, string id, string clusterName, string serviceName) =>
        Add(scope, id, AlarmKind.MissingTasks, TaskAlarm.Props(clusterName, serviceName));
}
