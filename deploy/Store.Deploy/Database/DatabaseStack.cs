using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.RDS;
using Constructs;
using Store.Deploy.Environments;
using Store.Deploy.Network;

namespace Store.Deploy.Database;

/// <summary>
/// One PostgreSQL server. RDS keeps the administrator's password in Secrets Manager and rotates it every week. The setup task uses it to
/// create the database and user of each service (<see cref="SetupStack"/>). Other stacks know the server by <see cref="DatabaseServer"/>.
/// </summary>
internal sealed class DatabaseStack : EnvironmentStack
{
    /// <summary>PostgreSQL's port.</summary>
    public const int Port = 5432;

    public DatabaseStack(Construct scope, string id, ResourceNames names, EnvironmentSettings settings, NetworkStack? network)
        : base(scope, id, settings)
    {
        var vpc = ServiceVpc.Get(this, settings, network);
        var group = new SecurityGroup(this, "Access", new SecurityGroupProps
        {
            Vpc = vpc,
            Description = "Database server; the stack of each service adds its own ingress rule",
            AllowAllOutbound = false,
        });
        var subnets = new CfnDBSubnetGroup(this, "Subnets", new CfnDBSubnetGroupProps
        {
            DbSubnetGroupDescription = "Isolated subnets, without internet access",
            SubnetIds = vpc.SelectSubnets(new SubnetSelection { SubnetGroupName = NetworkStack.Database }).SubnetIds,
        });
        var parameters = new CfnDBParameterGroup(this, "Parameters", new CfnDBParameterGroupProps
        {
            Family = "postgres" + settings.Database.Version,
            Description = "Enforces TLS",
            Parameters = new Dictionary<string, object> { ["rds.force_ssl"] = "1" },
        });
        var name = names.DatabaseServer(settings.Database.Snapshot);
        Server = new CfnDBInstance(this, "Server", new CfnDBInstanceProps
        {
            // With a fixed name CloudFormation refuses to replace the server for a change that was not meant to, such as of the subnets:
            // the new server would be empty (AWS CloudFormation User Guide, "Custom names"). A restored server has another name.
            DbInstanceIdentifier = name,
            Engine = "postgres",
            EngineVersion = settings.Database.Version,
            AutoMinorVersionUpgrade = true,
            AllowMajorVersionUpgrade = true,
            DbInstanceClass = settings.Database.InstanceClass,
            AllocatedStorage = $"{settings.Database.StorageGiB}",
            MaxAllocatedStorage = settings.Database.StorageGiB * 4,
            StorageType = "gp3",
            MultiAz = settings.Database.MultiAz,
            BackupRetentionPeriod = settings.Database.BackupDays,
            PreferredBackupWindow = "02:00-02:30",
            PreferredMaintenanceWindow = "sun:03:00-sun:03:30",
            CopyTagsToSnapshot = true,
            DeletionProtection = settings.Production,
            DeleteAutomatedBackups = !settings.Production,
            EnableCloudwatchLogsExports = [DatabaseLogs.Exported],
            ManageMasterUserPassword = true,
            DbSubnetGroupName = subnets.Ref,
            DbParameterGroupName = parameters.Ref,
            VpcSecurityGroups = [group.SecurityGroupId],
            PubliclyAccessible = false,
        });
        Restore(settings.Database.Snapshot);
        Server.ApplyRemovalPolicy(RemovalPolicy.SNAPSHOT);
        Server.AddDependency(DatabaseLogs.Create(this, settings, name));

        // cfn-lint knows versions with their minor number only. RDS takes a major version, and chooses the newest minor one: a fixed one would be
        // withdrawn some day, and then no environment could be created or restored.
        CfnLint.Ignore(this, "W3691");
        DatabaseMonitoring.Add(this, settings, Server);
        DatabaseBackups.Add(this, names, settings, Server);
        DatabaseParameters.Write(
            this,
            names,
            (DatabaseParameters.Endpoint, Server.AttrEndpointAddress),
            (DatabaseParameters.SecurityGroup, group.SecurityGroupId),
            (DatabaseParameters.Administrator, Server.AttrMasterUserSecretSecretArn));
    }

    public CfnDBInstance Server { get; }

    /// <summary>A restored server takes its administrator and its encryption from the snapshot.</summary>
    private void Restore(string? snapshot)
    {
        Server.DbSnapshotIdentifier = snapshot;
        if (snapshot is not null)
            return;
        Server.MasterUsername = "administrator";
        Server.StorageEncrypted = true;
    }
}
