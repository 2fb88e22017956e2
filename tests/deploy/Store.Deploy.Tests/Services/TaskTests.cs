using System.Text.Json.Nodes;
using Store.Deploy.Environments.Rules;
using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Services;

/// <summary>The containers of a task.</summary>
public sealed class TaskTests(Synthesized synthesized)
{
    public static TheoryData<string> Services => Names.All;

    [Theory]
    [MemberData(nameof(Services))]
    public void A_task_has_its_program_and_the_collector(string service)
    {
        string[] expected = service == "payment"
            ? ["collector", "payment", "simulator"]
            : ["collector", service];

        Assert.Equal(
            expected.Order(StringComparer.Ordinal),
            Containers(synthesized.Dev, service).Select(container => Text(container, "Name")).Order(StringComparer.Ordinal));
        Assert.Equal(
            new[] { "authorities", "collector", service }.Order(StringComparer.Ordinal),
            Containers(synthesized.Prod, service).Select(container => Text(container, "Name")).Order(StringComparer.Ordinal));
    }

    /// <summary>
    /// On Fargate .NET reads the memory of its container, and without a limit that of the whole host. All reservations have to fit into the task
    /// (Amazon ECS Developer Guide, "Task definition parameters: memory").
    /// </summary>
    [Theory]
    [MemberData(nameof(Services))]
    public void Every_container_has_a_memory_limit_and_together_they_fit(string service)
    {
        Assert.All(new[] { synthesized.Dev, synthesized.Prod }, stacks =>
        {
            var containers = Containers(stacks, service).Where(container => Text(container, "Name") != "authorities").ToList();
            Assert.All(containers, container => Assert.True(Number(container, "Memory") is >= 128 and < 1024, Text(container, "Name")));
            Assert.InRange(containers.Sum(container => Number(container, "MemoryReservation") ?? Number(container, "Memory")!.Value), 600, 1024);
        });

        static int? Number(JsonNode container, string name) => container[name]?.GetValue<int>();
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void A_log_that_CloudWatch_does_not_take_is_buffered(string service) => Assert.All(
        Containers(synthesized.Prod, service),
        container => Assert.Equal("4194304b", Text(container["LogConfiguration"]!["Options"]!, "max-buffer-size")));

    [Theory]
    [MemberData(nameof(Services))]
    public void No_container_can_write_to_its_image_or_do_what_root_can(string service) => Assert.All(
        Containers(synthesized.Prod, service),
        container =>
        {
            Assert.True(container["ReadonlyRootFilesystem"]!.GetValue<bool>());
            Assert.Equal("""["ALL"]""", container["LinuxParameters"]!["Capabilities"]!["Drop"]!.ToJsonString());
            Assert.Null(container["LinuxParameters"]!["Capabilities"]!["Add"]);
            Assert.NotEqual("true", container["Privileged"]?.ToString());
            Assert.True(int.Parse(Text(container, "User")) > 0);
        });

    [Theory]
    [MemberData(nameof(Services))]
    public void The_program_starts_when_the_authorities_are_written(string service) =>
        Assert.Contains(("authorities", "SUCCESS"), DependenciesOf(synthesized.Prod, service, service));

    [Theory]
    [MemberData(nameof(Services))]
    public void The_collector_stops_after_the_program(string service) =>
        Assert.Contains(("collector", "START"), DependenciesOf(synthesized.Dev, service, service));

    [Theory]
    [MemberData(nameof(Services))]
    public void Nothing_but_the_program_ends_a_task(string service) => Assert.Equal(
        service == "payment" ? [service, "simulator"] : [service],
        Containers(synthesized.Dev, service)
            .Where(container => container["Essential"]!.GetValue<bool>()).Select(container => Text(container, "Name")));

    [Theory]
    [MemberData(nameof(Services))]
    public void No_container_limits_the_time_of_a_start(string service) =>
        Assert.All(Containers(synthesized.Dev, service), container => Assert.Null(container["StartTimeout"]));

    [Theory]
    [MemberData(nameof(Services))]
    public void A_task_is_no_longer_than_ECS_takes_even_with_the_longest_authorities(string service)
    {
        var definition = synthesized.Prod.One(service, "AWS::ECS::TaskDefinition").Properties.ToJsonString();

        Assert.InRange(definition.Length + DatabaseRules.MaxAuthorities, 0, 64 * 1024);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void The_program_gets_its_environment(string service)
    {
        var variables = Variables(Container(service, service));

        Assert.Equal("dev-store", variables["Bus"]);
        Assert.Equal("dev-", variables["QueuePrefix"]);
        Assert.Equal("Production", variables["DOTNET_ENVIRONMENT"]);
        Assert.Equal("http://127.0.0.1:4317", variables["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        Assert.Equal("none", variables["OTEL_LOGS_EXPORTER"]);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void The_program_is_asked_for_its_health(string service) => Assert.Equal(
        """["CMD","dotnet","service.dll","--healthcheck"]""", Container(service, service)["HealthCheck"]!["Command"]!.ToJsonString());

    [Theory]
    [MemberData(nameof(Services))]
    public void The_operators_endpoints_are_reachable_from_within_the_task_alone(string service)
    {
        var program = Container(service, service);

        Assert.Equal("http://127.0.0.1:8081", Variables(program)["ManagementUrl"]);
        Assert.Equal("8080", Text(Assert.Single(program["PortMappings"]!.AsArray())!, "ContainerPort"));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void The_program_may_write_where_its_image_provides_for_it(string service)
    {
        var mounts = Container(service, service)["MountPoints"]!.AsArray();

        Assert.Equal(["/data", "/tmp"], mounts.Select(mount => Text(mount!, "ContainerPath")));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Images_are_those_of_the_tag_and_others_of_a_pinned_version(string service)
    {
        const string Registry = "ACCOUNT.dkr.ecr.REGION.amazonaws.com";
        Assert.Equal($"{Registry}/workers/{service}:of-today", Text(Container(service, service), "Image"));
        Assert.Matches($@"^{Registry}/workers/collector:[0-9]+\.[0-9]+\.[0-9]+$", Text(Container(service, "collector"), "Image"));
        Assert.Matches(
            @"^REGISTRY\.dkr\.ecr\.REGION\.amazonaws\.com/workers/postgres:[0-9]+\.[0-9]+-alpine$", Text(Container(synthesized.Prod, service, "authorities"), "Image"));
    }

    [Fact]
    public void No_secret_stands_in_a_template()
    {
        var variables = from stacks in new[] { synthesized.Dev, synthesized.Prod }
                        from task in stacks.Of("AWS::ECS::TaskDefinition")
                        from container in task.List("ContainerDefinitions")
                        from variable in Variables(container)
                        where variable.Key is not ("SETUP" or "COLLECTOR_SIDECAR" or "COLLECTOR_TO_CLOUDWATCH" or "COLLECTOR_TO_GATEWAY")
                        select variable;

        Assert.DoesNotContain(variables, variable => variable.Key.Contains("password", StringComparison.OrdinalIgnoreCase)
            || variable.Value.Contains("password", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void A_setting_of_the_operator_arrives_as_a_variable_and_a_secret_as_a_secret()
    {
        var email = Containers(synthesized.Prod, "email").Single(container => Text(container, "Name") == "email");
        var secrets = email["Secrets"]!.AsArray().ToDictionary(secret => Text(secret!, "Name"), secret => Text(secret!, "ValueFrom"));

        Assert.Equal("https://provider.example.com", Variables(email)["Email__Smtp__Host"]);
        Assert.Equal("arn:aws:secretsmanager:REGION:ACCOUNT:secret:prod/email/smtp", secrets["Email__Smtp__Password"]);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void The_collector_has_the_files_that_stand_in_the_repository(string service)
    {
        var collector = Container(service, "collector");
        var folder = Path.Combine(DeployApp.FindRoot(), "deploy", "observability", "collector");

        Assert.Equal("""["--config=env:COLLECTOR_SIDECAR","--config=env:COLLECTOR_TO_CLOUDWATCH"]""", collector["Command"]!.ToJsonString());
        Assert.Equal(File.ReadAllText(Path.Combine(folder, "sidecar.yaml")), Variables(collector)["COLLECTOR_SIDECAR"]);
        Assert.Equal(File.ReadAllText(Path.Combine(folder, "to-cloudwatch.yaml")), Variables(collector)["COLLECTOR_TO_CLOUDWATCH"]);
        Assert.Equal($"/workers/dev/{service}", Variables(collector)["CLOUDWATCH_LOG_GROUP"]);
        Assert.True(int.Parse(Variables(collector)["COLLECTOR_MEMORY_MIB"]) * 5 / 4 <= int.Parse(Text(collector, "Memory")));
    }

    [Fact]
    public void There_is_no_simulator_in_production() => Assert.DoesNotContain(
        Containers(synthesized.Prod, "payment"), container => Text(container, "Name") == "simulator");

    private JsonNode Container(string service, string name) => Container(synthesized.Dev, service, name);

    private static JsonNode Container(Stacks stacks, string service, string name) =>
        Assert.Single(Containers(stacks, service), container => Text(container, "Name") == name);

    private static IReadOnlyList<JsonNode> Containers(Stacks stacks, string service) =>
        stacks.One(service, "AWS::ECS::TaskDefinition").List("ContainerDefinitions");

    private static IEnumerable<(string, string)> DependenciesOf(Stacks stacks, string service, string container) =>
        Container(stacks, service, container)["DependsOn"]!.AsArray().Select(on => (Text(on!, "ContainerName"), Text(on!, "Condition")));

    private static Dictionary<string, string> Variables(JsonNode container) => (container["Environment"]?.AsArray() ?? [])
        .ToDictionary(variable => Text(variable!, "Name"), variable => Text(variable!, "Value"), StringComparer.Ordinal);

    private static string Text(JsonNode node, string member) => node[member]!.ToString();
}
