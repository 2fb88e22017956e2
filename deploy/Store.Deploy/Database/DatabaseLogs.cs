using Amazon.CDK;
using Amazon.CDK.AWS.Logs;
using Constructs;
using Store.Deploy.Environments;

namespace Store.Deploy.Database;

/// <summary>
/// The log group of the database server. RDS would create it without a retention (Amazon RDS User Guide, "Publishing database logs to
/// Amazon CloudWatch Logs"), so it has to exist before the server, which has a known name for that reason too.
/// </summary>
internal static class DatabaseLogs
{
    /// <summary>The exported log.</summary>
    public const string Exported = "postgresql";

    public static CfnLogGroup Create(Construct scope, EnvironmentSettings settings, string server)
    {
        var group = new CfnLogGroup(scope, "Logs", new CfnLogGroupProps
        {
            LogGroupName = $"/aws/rds/instance/{server}/{Exported}",
            RetentionInDays = settings.LogDays,
        });

        // The log of a server that a restored one replaced is still needed.
        if (settings.Production)
            group.ApplyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
        return group;
    }
}
