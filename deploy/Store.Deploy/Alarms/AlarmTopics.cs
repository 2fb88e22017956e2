using Amazon.CDK.AWS.CloudWatch;
using Amazon.CDK.AWS.CloudWatch.Actions;
using Amazon.CDK.AWS.SNS;
using Constructs;
using Store.Deploy.Environments;

namespace Store.Deploy.Alarms;

/// <summary>Connects the alarms of a stack to the SNS topics, one for each severity.</summary>
internal sealed class AlarmTopics(Construct scope, ResourceNames names, AlarmSettings settings)
{
    private readonly Dictionary<Severity, IAlarmAction> _actions = Enum.GetValues<Severity>().ToDictionary(
        severity => severity,
        IAlarmAction (severity) => new SnsAction(
            Topic.FromTopicArn(scope, $"AlarmTopic{severity}", names.AlarmTopicArn(scope, severity))));

    /// <summary>The topic of a severity.</summary>
    public string Arn(Severity severity) => names.AlarmTopicArn(scope, severity);

    /// <summary>Adds an alarm that notifies the topic of its kind when it goes to ALARM and when it returns to OK.</summary>
    /// <param name="of">The scope of the alarm.</param>
    /// <param name="id">Its id in the scope.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="props">
    /// Its properties. The description says what happened; the severity and the URL of the runbook's section are added. Without a value for
    /// missing data, missing data is good, because AWS reports most metrics only while there is something to count. Without a number of
    /// periods it is one.
    /// </param>
    public void Add(Construct of, string id, AlarmKind kind, AlarmProps props)
    {
        var alarm = new Alarm(of, id, new AlarmProps
        {
            AlarmName = props.AlarmName,
            AlarmDescription =
                $"[{kind.Severity.ToString().ToLowerInvariant()}] {props.AlarmDescription} Runbook: {settings.RunbookUrl}#{kind.Anchor}",
            Metric = props.Metric,
            ComparisonOperator = props.ComparisonOperator ?? ComparisonOperator.GREATER_THAN_THRESHOLD,
            Threshold = props.Threshold,
            EvaluationPeriods = props.EvaluationPeriods > 0 ? props.EvaluationPeriods : 1,
            DatapointsToAlarm = props.DatapointsToAlarm,
            TreatMissingData = props.TreatMissingData ?? TreatMissingData.NOT_BREACHING,
        });
        alarm.AddAlarmAction(_actions[kind.Severity]);
        alarm.AddOkAction(_actions[kind.Severity]);
    }
}
