using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.RDS;
using Store.Deploy.Environments;

namespace Store.Deploy.Database;

/// <summary>Performance Insights and Enhanced Monitoring of the database server.</summary>
internal static class DatabaseMonitoring
{
    /// <summary>Days. AWS charges for a longer retention (Amazon RDS User Guide, "Pricing and data retention for Performance Insights").</summary>
    private const int FreeRetention = 7;

    public static void Add(Stack stack, EnvironmentSettings settings, CfnDBInstance server)
    {
        if (settings.Database.PerformanceInsights ?? settings.Production)
        {
            server.EnablePerformanceInsights = true;
            server.PerformanceInsightsRetentionPeriod = FreeRetention;
        }

        if (settings.Database.MonitoringSeconds == 0)
            return;
        server.MonitoringInterval = settings.Database.MonitoringSeconds;
        server.MonitoringRoleArn = new Role(stack, "Monitoring", new RoleProps
        {
            AssumedBy = new ServicePrincipal("monitoring.rds.amazonaws.com", new ServicePrincipalOpts
            {
                Conditions = new Dictionary<string, object>
                {
                    ["StringEquals"] = new Dictionary<string, object> { ["aws:SourceAccount"] = stack.Account },
                    ["ArnLike"] = new Dictionary<string, object>
                    {
                        ["aws:SourceArn"] = $"arn:{stack.Partition}:rds:{stack.Region}:{stack.Account}:db:{server.DbInstanceIdentifier}",
                    },
                },
            }),

            // AWS documents no other policy for it: it allows writing to the log group RDSOSMetrics only.
            ManagedPolicies = [ManagedPolicy.FromAwsManagedPolicyName("service-role/AmazonRDSEnhancedMonitoringRole")],
        }).RoleArn;
    }
}
