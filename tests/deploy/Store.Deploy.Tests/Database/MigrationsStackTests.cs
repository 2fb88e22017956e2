using System.Text.Json.Nodes;
using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Database;

/// <summary>The tasks that migrate the services' databases.</summary>
public sealed class MigrationsStackTests(Synthesized synthesized)
{
    public static TheoryData<string> Services => Names.All;

    [Fact]
    public void There_is_one_for_each_service_with_a_database_and_a_new_worker_has_one_too() => Assert.Equal(
        Names.All.Select(service => $"dev-{service.Data}-migration").Append("dev-thanks-migration").Order(StringComparer.Ordinal),
        synthesized.Extended.In("migrations", "AWS::ECS::TaskDefinition").Select(task => task.Text("Family")!).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Services))]
    public void It_is_the_same_program_with_the_same_settings_and_database(string service)
    {
        var (program, migration) = (
            Container(synthesized.Dev.One(service, "AWS::ECS::TaskDefinition"), service), Container(Task(synthesized.Dev, service), "migration"));
        var settings = Variables(program);
        settings["ConnectionStrings__Store"] = settings["ConnectionStrings__Store"].Split(";Maximum Pool Size=")[0] + ";Maximum Pool Size=4";
        settings["OTEL_SDK_DISABLED"] = "true";

        Assert.Equal("""["--migrate"]""", migration["Command"]!.ToJsonString());
        Assert.Equal($"{program["Image"]}", $"{migration["Image"]}");
        Assert.Equal(settings.OrderBy(pair => pair.Key, StringComparer.Ordinal), Variables(migration).OrderBy(pair => pair.Key, StringComparer.Ordinal));
        Assert.Equal(program["Secrets"]!.ToJsonString(), migration["Secrets"]!.ToJsonString());
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void It_may_take_as_long_as_it_takes(string service)
    {
        var migration = Container(Task(synthesized.Dev, service), "migration");

        Assert.Null(migration["HealthCheck"]);
        Assert.Null(migration["StartTimeout"]);
        Assert.True(migration["Essential"]!.GetValue<bool>());
        Assert.InRange(migration["Memory"]!.GetValue<int>(), 512, 1024 - 32);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void It_is_as_confined_as_its_service_and_may_do_nothing_in_AWS(string service)
    {
        var task = Task(synthesized.Prod, service);

        Assert.All(task.List("ContainerDefinitions"), container =>
        {
            Assert.True(container["ReadonlyRootFilesystem"]!.GetValue<bool>());
            Assert.Equal("""["ALL"]""", container["LinuxParameters"]!["Capabilities"]!["Drop"]!.ToJsonString());
            Assert.True(int.Parse($"{container["User"]}") > 0);
        });
        Assert.DoesNotContain(
            synthesized.Prod.In("migrations", "AWS::IAM::Policy"),
            policy => policy.List("Roles").Any(role => $"{role}.Arn" == task.Text("TaskRoleArn")));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void In_production_it_verifies_the_server(string service)
    {
        var task = Task(synthesized.Prod, service);
        var migration = Container(task, "migration");

        Assert.Equal("""[{"Condition":"SUCCESS","ContainerName":"authorities"}]""", migration["DependsOn"]!.ToJsonString());
        Assert.Contains(migration["MountPoints"]!.AsArray(), mount => $"{mount!["ContainerPath"]} {mount["ReadOnly"]}" == "/authorities true");
        Assert.Null(Container(task, "authorities")["Secrets"]);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void It_reads_the_password_of_its_own_database_only(string service)
    {
        var role = Task(synthesized.Dev, service).Text("ExecutionRoleArn")![..^".Arn".Length];
        var secrets =
            from policy in synthesized.Dev.In("migrations", "AWS::IAM::Policy")
            where policy.List("Roles").Any(name => $"{name}" == role)
            from statement in Statement.Read(policy)
            where statement.Actions.Contains("secretsmanager:GetSecretValue")
            from resource in statement.Resources
            select resource;

        Assert.Equal([$"arn:aws:secretsmanager:REGION:ACCOUNT:secret:dev/{service}/database-??????"], secrets.Distinct(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void A_service_does_not_migrate_so_a_new_task_needs_nothing_but_its_images(string service) => Assert.DoesNotContain(
        synthesized.Prod.One(service, "AWS::ECS::TaskDefinition").List("ContainerDefinitions"),
        container => container["Command"]?.ToJsonString().Contains("--migrate", StringComparison.Ordinal) == true);

    [Fact]
    public void Who_deploys_may_run_these_tasks_and_no_other()
    {
        var policy = synthesized.Dev.One("migrations", "AWS::IAM::ManagedPolicy");
        var tasks = synthesized.Dev.In("migrations", "AWS::ECS::TaskDefinition").ToList();
        var statements = Statement.Read(policy).ToDictionary(statement => statement.Sid);

        Assert.Equal("dev-run-migrations", policy.Text("ManagedPolicyName"));
        Assert.Equal(tasks.Select(task => task.Name).Order(StringComparer.Ordinal), statements["Run"].Resources.Order(StringComparer.Ordinal));
        Assert.Equal(
            tasks.SelectMany(task => new[] { task.Text("TaskRoleArn"), task.Text("ExecutionRoleArn") }).Order(StringComparer.Ordinal),
            statements["PassRoles"].Resources.Order(StringComparer.Ordinal));
    }

    /// <summary>An IAM policy has at most 6,144 characters, without white space (IAM User Guide, "IAM and AWS STS quotas").</summary>
    [Fact]
    public void The_policy_has_room_for_many_more_services()
    {
        var policy = synthesized.Dev.One("migrations", "AWS::IAM::ManagedPolicy").Properties["PolicyDocument"]!.ToJsonString().Length;
        const int LongerArn = 100;

        Assert.InRange(policy + (3 * Names.All.Count * LongerArn), 0, 6144);
    }

    private static Resource Task(Stacks stacks, string service) => Assert.Single(
        stacks.In("migrations", "AWS::ECS::TaskDefinition"), task => task.Text("Family") == $"{stacks.Environment}-{service}-migration");

    private static JsonNode Container(Resource task, string name) =>
        Assert.Single(task.List("ContainerDefinitions"), container => $"{container["Name"]}" == name);

    private static Dictionary<string, string> Variables(JsonNode container) => container["Environment"]!.AsArray()
        .ToDictionary(variable => $"{variable!["Name"]}", variable => $"{variable!["Value"]}", StringComparer.Ordinal);
}
