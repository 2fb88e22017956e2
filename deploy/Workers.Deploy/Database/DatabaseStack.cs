using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.RDS;
using Constructs;
using Workers.Deploy.Environments;
using Workers.Deploy.Network;

namespace Workers.Deploy.Database;

/// <summary>
/// One PostgreSQL server. RDS keeps the administrator's password in Secrets Manager and rotates it every week. The setup task uses it to
/// create the database and user of each service (<see cref="SetupStack"/>).
/// </summary>
internal sealed class DatabaseStack : EnvironmentStack
{
    /// <summary>PostgreSQL's port.</summary>
    public const int Port = 5432;

    private const string Version = "17";

    public DatabaseStack(Construct scope, string id, EnvironmentSettings settings, NetworkStack network)
        : base(scope, id, settings)
    {
        var group = new SecurityGroup(this, "Access", new SecurityGroupProps
        {
            Vpc = network.Vpc,
            Description = "Database server; the stack of each service adds its own ingress rule",
            AllowAllOutbound = false,
        });
        var subnets = new CfnDBSubnetGroup(this, "Subnets", new CfnDBSubnetGroupProps
        {
            DbSubnetGroupDescription = "Isolated subnets, without internet access",
            SubnetIds = network.Vpc.SelectSubnets(new SubnetSelection { SubnetGroupName = NetworkStack.Database }).SubnetIds,
        });
        var parameters = new CfnDBParameterGroup(this, "Parameters", new CfnDBParameterGroupProps
        {
            Family = "postgres" + Version,
            Description = "Enforces TLS",
            Parameters = new Dictionary<string, object> { ["rds.force_ssl"] = "1" },
        });
        Server = new CfnDBInstance(this, "Server", new CfnDBInstanceProps
        {
            Engine = "postgres",
            EngineVersion = Version,
            AutoMinorVersionUpgrade = true,
            DbInstanceClass = settings.Database.InstanceClass,
            AllocatedStorage = $"{settings.Database.StorageGiB}",
            MaxAllocatedStorage = settings.Database.StorageGiB * 4,
            StorageType = "gp3",
            StorageEncrypted = true,
            MultiAz = settings.Database.MultiAz,
            BackupRetentionPeriod = settings.Database.BackupDays,
            CopyTagsToSnapshot = true,
            DeletionProtection = settings.Production,
            EnableCloudwatchLogsExports = ["postgresql"],
            MasterUsername = "administrator",
            ManageMasterUserPassword = true,
            DbSubnetGroupName = subnets.Ref,
            DbParameterGroupName = parameters.Ref,
            VpcSecurityGroups = [group.SecurityGroupId],
            PubliclyAccessible = false,
        });
        Server.ApplyRemovalPolicy(RemovalPolicy.SNAPSHOT);
        SecurityGroup = group;
        Authorities = settings.DatabaseAuthorities is { } pem ? new ServerAuthorities(pem) : null;
    }

    public CfnDBInstance Server { get; }

    public ISecurityGroup SecurityGroup { get; }

    /// <summary>The CA certificates of the server; null if it is not verified.</summary>
    public ServerAuthorities? Authorities { get; }
}
