using Amazon.CDK.AWS.SNS;
using Constructs;
using Store.Deploy.Environments;
using Workers.Deploy;

namespace Store.Deploy.Alarms;

/// <summary>The alarms of an environment: they notify the topics of its <see cref="AlarmsStack"/>.</summary>
internal static class EnvironmentAlarms
{
    /// <param name="scope">The scope in which the topics are imported, by their names: a reference would be an export.</param>
    /// <param name="names">The resource names.</param>
    /// <param name="settings">The runbook's address.</param>
    public static AlarmActions Actions(Construct scope, ResourceNames names, AlarmSettings settings) => new(
        Import(scope, names, AlarmSeverity.Page), Import(scope, names, AlarmSeverity.Ticket), settings.RunbookUrl);

    private static ITopic Import(Construct scope, ResourceNames names, AlarmSeverity severity) =>
        Topic.FromTopicArn(scope, $"AlarmTopic{severity}", names.AlarmTopicArn(scope, severity));
}
