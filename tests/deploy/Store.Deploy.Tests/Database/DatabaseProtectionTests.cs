using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Database;

/// <summary>Backups, log and monitoring of the database server.</summary>
public sealed class DatabaseProtectionTests(Synthesized synthesized)
{
    [Fact]
    public void In_production_a_vault_gets_a_snapshot_each_week()
    {
        var vault = Assert.Single(synthesized.Prod.Of("AWS::Backup::BackupVault"));
        var rule = Assert.Single(Assert.Single(synthesized.Prod.Of("AWS::Backup::BackupPlan")).List("BackupPlan.BackupPlanRule"));
        var selection = Assert.Single(synthesized.Prod.Of("AWS::Backup::BackupSelection"));

        Assert.Equal("prod-database", vault.Text("BackupVaultName"));
        Assert.Equal("90", rule["Lifecycle"]!["DeleteAfterDays"]!.ToString());
        Assert.Equal("cron(0 12 ? * SAT *)", rule["ScheduleExpression"]!.ToString());
        Assert.Equal(["prod-database.Server.DBInstanceArn"], selection.List("BackupSelection.Resources").Select(arn => arn.ToString()));
    }

    [Fact]
    public void The_vault_outlives_its_stack_unless_its_creation_fails() => Assert.Equal(
        "RetainExceptOnCreate", Assert.Single(synthesized.Prod.Of("AWS::Backup::BackupVault")).Raw["DeletionPolicy"]!.ToString());

    [Fact]
    public void Dev_has_no_vault() => Assert.Empty(synthesized.Dev.Of("AWS::Backup::BackupVault"));

    [Fact]
    public void In_production_the_automated_backups_outlive_the_server()
    {
        Assert.Equal("false", Server(synthesized.Prod).Text("DeleteAutomatedBackups"));
        Assert.Equal("true", Server(synthesized.Dev).Text("DeleteAutomatedBackups"));
    }

    [Fact]
    public void A_server_that_is_replaced_leaves_a_snapshot() =>
        Assert.Equal("Snapshot", Server(synthesized.Restored).Raw["UpdateReplacePolicy"]!.ToString());

    [Fact]
    public void The_servers_log_is_kept_for_as_long_as_the_environment_says() => Assert.All(
        new[] { (synthesized.Dev, "14"), (synthesized.Prod, "90"), (synthesized.Restored, "90") },
        expected =>
        {
            var (stacks, days) = expected;
            var log = stacks.One("database", "AWS::Logs::LogGroup");

            Assert.Equal($"/aws/rds/instance/{Server(stacks).Text("DBInstanceIdentifier")}/postgresql", log.Text("LogGroupName"));
            Assert.Equal(days, log.Text("RetentionInDays"));
            Assert.Contains(log.Id, Server(stacks).Raw["DependsOn"]!.ToJsonString(), StringComparison.Ordinal);
        });

    [Fact]
    public void Performance_Insights_is_on_in_production_for_the_days_that_cost_nothing()
    {
        Assert.Equal("true", Server(synthesized.Prod).Text("EnablePerformanceInsights"));
        Assert.Equal("7", Server(synthesized.Prod).Text("PerformanceInsightsRetentionPeriod"));
        Assert.Null(Server(synthesized.Dev).Text("EnablePerformanceInsights"));
    }

    [Fact]
    public void Enhanced_Monitoring_is_off_unless_it_has_an_interval()
    {
        Assert.Null(Server(synthesized.Prod).Text("MonitoringInterval"));
        Assert.Equal("60", Server(synthesized.Restored).Text("MonitoringInterval"));
        Assert.StartsWith("prod-database.Monitoring", Server(synthesized.Restored).Text("MonitoringRoleArn"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_major_version_is_a_change_of_a_setting()
    {
        Assert.Equal("true", Server(synthesized.Prod).Text("AllowMajorVersionUpgrade"));
        Assert.Equal("17", Server(synthesized.Prod).Text("EngineVersion"));
        Assert.Equal("postgres17", Assert.Single(synthesized.Prod.Of("AWS::RDS::DBParameterGroup")).Text("Family"));
    }

    [Fact]
    public void No_other_role_has_a_policy_that_AWS_manages() => Assert.Equal(
        [
            "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup",
            "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole",
        ],
        synthesized.Restored.Of("AWS::IAM::Role").SelectMany(role => role.List("ManagedPolicyArns")).Select(arn => arn.ToString())
            .Order(StringComparer.Ordinal));

    private static Resource Server(Stacks stacks) => Assert.Single(stacks.Of("AWS::RDS::DBInstance"));
}
