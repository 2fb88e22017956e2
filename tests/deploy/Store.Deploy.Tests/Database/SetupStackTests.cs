using System.Text.Json.Nodes;
using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Database;

/// <summary>The task that makes the databases, and nothing else that could read the administrator's secret.</summary>
public sealed class SetupStackTests(Synthesized synthesized)
{
    private const string Administrator = "dev-database.Server.MasterUserSecret.SecretArn";

    private static IEnumerable<string> Services => Names.All.Select(service => service.Data);

    [Fact]
    public void The_execution_role_of_the_setup_alone_can_read_the_administrators_secret() => Assert.Equal(
        [ExecutionRole()],
        from policy in synthesized.Dev.Of("AWS::IAM::Policy").Concat(synthesized.Dev.Of("AWS::IAM::ManagedPolicy"))
        from statement in Statement.Read(policy)
        where statement.Resources.Contains(Administrator) && statement.Actions.Contains("secretsmanager:GetSecretValue")
        from role in policy.List("Roles")
        select role.ToString());

    [Fact]
    public void It_reads_that_and_the_passwords_of_the_services_and_pulls_psql()
    {
        var users = synthesized.Dev.In("setup", "AWS::SecretsManager::Secret").ToDictionary(secret => secret.Name, secret => secret.Text("Name"));
        var read = Of(ExecutionRole()).ToLookup(statement => statement.Actions[0].Split(':')[0]);

        Assert.Equal(Services.Select(service => $"dev/{service}/database").Order(StringComparer.Ordinal), users.Values.Order(StringComparer.Ordinal));
        Assert.Equal(
            users.Keys.Append(Administrator).Order(StringComparer.Ordinal),
            read["secretsmanager"].SelectMany(statement => statement.Resources).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["*", "arn:aws:ecr:REGION:ACCOUNT:repository/workers/postgres"],
            read["ecr"].SelectMany(statement => statement.Resources).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_runs_in_it_may_do_nothing_in_AWS() => Assert.Empty(Of(Task().Text("TaskRoleArn")![..^".Arn".Length]));

    [Fact]
    public void Its_container_is_as_confined_as_those_of_the_services()
    {
        var container = Container();

        Assert.True(container["ReadonlyRootFilesystem"]!.GetValue<bool>());
        Assert.Equal("""["ALL"]""", container["LinuxParameters"]!["Capabilities"]!["Drop"]!.ToJsonString());
        Assert.Equal("70", container["User"]!.ToString());
    }

    [Fact]
    public void It_has_a_command_and_a_password_for_every_service()
    {
        var container = Container();
        var command = container["Command"]![0]!.ToString();
        var secrets = container["Secrets"]!.AsArray().Select(secret => secret!["Name"]!.ToString());

        Assert.All(Services, service => Assert.Contains($"setup {service} \"$PASSWORD_{Variable(service)}\"", command, StringComparison.Ordinal));
        Assert.Equal(
            Services.Select(service => $"PASSWORD_{Variable(service)}").Concat(["PGUSER", "PGPASSWORD"]).Order(StringComparer.Ordinal),
            secrets.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_new_worker_is_in_it() => Assert.Contains(
        "setup thanks \"$PASSWORD_THANKS\"",
        synthesized.Extended.One("setup", "AWS::ECS::TaskDefinition").Text("ContainerDefinitions.0.Command.0"),
        StringComparison.Ordinal);

    [Fact]
    public void It_reaches_AWS_and_the_database_and_nobody_reaches_it()
    {
        var access = synthesized.Dev.One("setup", "AWS::EC2::SecurityGroup");
        var database = synthesized.Dev.One("setup", "AWS::EC2::SecurityGroupEgress");

        Assert.Equal(["0.0.0.0/0 443"], access.List("SecurityGroupEgress").Select(rule => $"{rule["CidrIp"]} {rule["FromPort"]}"));
        Assert.StartsWith("dev-database.Access", database.Text("DestinationSecurityGroupId"), StringComparison.Ordinal);
        Assert.Empty(access.List("SecurityGroupIngress"));
        Assert.DoesNotContain(
            synthesized.Dev.Of("AWS::EC2::SecurityGroupIngress"), rule => rule.Text("GroupId") == $"{access.Name}.GroupId");
    }

    [Fact]
    public void Who_deploys_may_run_this_task_in_this_cluster_and_no_other()
    {
        var policy = synthesized.Dev.One("setup", "AWS::IAM::ManagedPolicy");
        var statements = Statement.Read(policy).ToDictionary(statement => statement.Sid);

        Assert.Equal("dev-run-setup", policy.Text("ManagedPolicyName"));
        Assert.Equal([Task().Name], statements["Run"].Resources);
        Assert.Equal(
            """{"ArnEquals":{"ecs:cluster":"arn:aws:ecs:REGION:ACCOUNT:cluster/dev-workers"}}""", statements["Run"].Condition);
        Assert.Equal(
            new[] { Task().Text("TaskRoleArn"), Task().Text("ExecutionRoleArn") }.Order(StringComparer.Ordinal),
            statements["PassRoles"].Resources.Order(StringComparer.Ordinal));
        Assert.Equal("""{"StringEquals":{"iam:PassedToService":"ecs-tasks.amazonaws.com"}}""", statements["PassRoles"].Condition);
        Assert.Equal(
            """ecs:ListTasks if {"ArnEquals":{"ecs:cluster":"arn:aws:ecs:REGION:ACCOUNT:cluster/dev-workers"}}""",
            $"{Assert.Single(statements["Find"].Actions)} if {statements["Find"].Condition}");
    }

    private static string Variable(string service) => service.Replace('-', '_').ToUpperInvariant();

    private Resource Task() => synthesized.Dev.One("setup", "AWS::ECS::TaskDefinition");

    private JsonNode Container() => Assert.Single(Task().List("ContainerDefinitions"));

    private string ExecutionRole() => Task().Text("ExecutionRoleArn")![..^".Arn".Length];

    private IEnumerable<Statement> Of(string role) => synthesized.Dev.In("setup", "AWS::IAM::Policy")
        .Where(policy => policy.List("Roles").Any(name => name.ToString() == role))
        .SelectMany(Statement.Read);
}
