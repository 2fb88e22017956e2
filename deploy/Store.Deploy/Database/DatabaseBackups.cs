using Amazon.CDK;
using Amazon.CDK.AWS.Backup;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.RDS;
using Store.Deploy.Environments;

namespace Store.Deploy.Database;

/// <summary>
/// Weekly snapshots of the database server in a vault of AWS Backup. The automated backups of RDS reach 35 days back at most. The vault
/// outlives the stack.
/// </summary>
internal static class DatabaseBackups
{
    /// <summary>Days in the vault of production, unless <c>database.vaultDays</c> has another number.</summary>
    public const int ProductionDays = 90;

    /// <summary>
    /// Saturdays at noon UTC: not in the backup or maintenance window of the server, nor in the hour before (AWS Backup Developer Guide,
    /// "Amazon RDS backups").
    /// </summary>
    private const string Schedule = "cron(0 12 ? * SAT *)";

    public static void Add(Stack stack, ResourceNames names, EnvironmentSettings settings, CfnDBInstance server)
    {
        var days = settings.Database.VaultDays ?? (settings.Production ? ProductionDays : 0);
        if (days == 0)
            return;
        var vault = new CfnBackupVault(stack, "Vault", new CfnBackupVaultProps { BackupVaultName = names.BackupVault });
        vault.ApplyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
        var plan = new CfnBackupPlan(stack, "BackupPlan", new CfnBackupPlanProps
        {
            BackupPlan = new CfnBackupPlan.BackupPlanResourceTypeProperty
            {
                BackupPlanName = names.BackupVault,
                BackupPlanRule = new[]
                {
                    new CfnBackupPlan.BackupRuleResourceTypeProperty
                    {
                        RuleName = "weekly",
                        TargetBackupVault = vault.Ref,
                        ScheduleExpression = Schedule,
                        Lifecycle = new CfnBackupPlan.LifecycleResourceTypeProperty { DeleteAfterDays = days },
                    },
                },
            },
        });
        _ = new CfnBackupSelection(stack, "BackupSelection", new CfnBackupSelectionProps
        {
            BackupPlanId = plan.Ref,
            BackupSelection = new CfnBackupSelection.BackupSelectionResourceTypeProperty
            {
                SelectionName = names.BackupVault,
                IamRoleArn = Role(stack).RoleArn,
                Resources = [server.AttrDbInstanceArn],
            },
        });
    }

    private static Role Role(Stack stack) => new(stack, "Backup", new RoleProps
    {
        AssumedBy = new ServicePrincipal("backup.amazonaws.com", new ServicePrincipalOpts
        {
            Conditions = new Dictionary<string, object>
            {
                ["StringEquals"] = new Dictionary<string, object> { ["aws:SourceAccount"] = stack.Account },
            },
        }),

        // AWS keeps it up to date with what AWS Backup calls. With a policy of our own, a missing permission would show when a backup is missing.
        ManagedPolicies = [ManagedPolicy.FromAwsManagedPolicyName("service-role/AWSBackupServiceRolePolicyForBackup")],
    });
}
