using Amazon.CDK.AWS.CloudWatch;
using Amazon.CDK.AWS.CloudWatch.Actions;
using Amazon.CDK.AWS.SNS;
using Constructs;
using Workers.Deploy.Environments;

namespace Workers.Deploy.Alarms;

/// <summary>Connects the alarms of a stack to the SNS topic.</summary>
internal sealed class AlarmTopic(Construct scope, ResourceNames names)
{
    private readonly IAlarmAction _action = new SnsAction(Topic.FromTopicArn(scope, "AlarmTopic", names.AlarmTopicArn(scope)));

    /// <summary>Adds an alarm that notifies the topic when it goes to ALARM and when it returns to OK.</summary>
    public void Add(Construct of, string id, AlarmProps props)
    {
        var alarm = new Alarm(of, id, props);
        alarm.AddAlarmAction(_action);
        alarm.AddOkAction(_action);
    }
}
