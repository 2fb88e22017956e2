using System.Text.Json.Nodes;
using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.OneOffTasks;

/// <summary>
/// deploy/setup and deploy/migrate, with a fake of the AWS CLI that applies their queries as the CLI does (JMESPath), and with the outputs of the
/// synthesized stacks.
/// </summary>
public sealed class RunTaskTests(Synthesized synthesized) : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("aws-");

    private string File => Path.Combine(_folder.FullName, "state.json");

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Tool.IsOnPath("bash") && Tool.IsOnPath("python3"), "There is no bash or python3 on the PATH.");
        var (code, _) = await Tool.RunAsync("python3", ["-c", "import jmespath"]);
        Assert.SkipUnless(code == 0, "python3 has no jmespath (pip install jmespath; boto3 and moto bring it).");
        Change(state =>
        {
            state["tasks"] = new JsonArray();
            state["stacks"] = new JsonObject { ["dev-setup"] = Outputs("dev-setup"), ["dev-migrations"] = Outputs("dev-migrations") };
        });
    }

    [Fact]
    public async Task The_setup_runs_its_task_in_the_private_subnets_and_waits_for_it()
    {
        var (code, output) = await RunAsync("setup", "dev");

        Assert.True(code == 0, output);
        Assert.Contains("setup is running: arn:", output, StringComparison.Ordinal);
        Assert.EndsWith("The databases are ready.\n", output, StringComparison.Ordinal);
        Assert.Equal([Definition("setup")], Started());
        Assert.Equal("awsvpcConfiguration={subnets=[subnet-1,subnet-2],securityGroups=[sg-1],assignPublicIp=DISABLED}", $"{State()["network"]}");
    }

    [Fact]
    public async Task All_databases_are_migrated_at_once()
    {
        var (code, output) = await RunAsync("migrate", "dev");

        Assert.True(code == 0, output);
        Assert.EndsWith("The tables are up to date.\n", output, StringComparison.Ordinal);
        Assert.Equal(
            Names.All.Select(service => Definition($"{service.Data}-migration")).Order(StringComparer.Ordinal), Started().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task One_database_is_migrated_by_the_name_of_its_service()
    {
        var (code, output) = await RunAsync("migrate", "dev", "payment");

        Assert.True(code == 0, output);
        Assert.Equal([Definition("payment-migration")], Started());
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_refused_with_those_that_are()
    {
        var (code, output) = await RunAsync("migrate", "dev", "paymnet");

        Assert.Equal(1, code);
        Assert.StartsWith("dev-migrations does not have all of the tasks paymnet-migration. It has analytics-migration email-migration", output, StringComparison.Ordinal);
        Assert.Empty(Started());
    }

    /// <summary>The exit code of a container that could not be started is missing.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(null)]
    public async Task A_task_that_fails_is_named_with_the_command_for_its_log(int? exitCode)
    {
        Change(state => state["exitCodes"] = new JsonObject { [Definition("email-migration")] = new JsonArray(0, exitCode) });

        var (code, output) = await RunAsync("migrate", "dev");

        Assert.Equal(1, code);
        Assert.EndsWith(
            "email-migration failed (Essential container in task exited). Show its log: aws logs tail /workers/dev/email --since 1h\n",
            output,
            StringComparison.Ordinal);
        Assert.DoesNotContain("The tables are up to date", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_loses_its_credentials_says_that_the_task_goes_on_and_the_next_one_waits_for_the_same()
    {
        Change(state => (state["endAt"], state["expiresAt"]) = (8, 3));

        var (first, said) = await RunAsync("migrate", "dev", "payment");
        var (second, output) = await RunAsync("migrate", "dev", "payment");

        Assert.NotEqual(0, first);
        Assert.EndsWith("ECS runs the tasks to their end. Run this command again to wait for them.\n", said, StringComparison.Ordinal);
        Assert.True(second == 0, output);
        Assert.Contains("payment-migration is already running: arn:", output, StringComparison.Ordinal);
        Assert.Equal([Definition("payment-migration")], Started());
    }

    [Fact]
    public async Task A_task_of_another_version_is_not_waited_for()
    {
        var older = Definition("payment-migration").Replace(":7", ":6", StringComparison.Ordinal);
        Change(state => state["tasks"]!.AsArray().Add(new JsonObject
        {
            ["taskArn"] = "arn:older",
            ["taskDefinitionArn"] = older,
            ["lastStatus"] = "RUNNING",
            ["desiredStatus"] = "RUNNING",
            ["containers"] = new JsonArray(),
        }));

        var (code, output) = await RunAsync("migrate", "dev", "payment");

        Assert.True(code == 0, output);
        Assert.Equal([older, Definition("payment-migration")], Started());
    }

    [Fact]
    public async Task A_task_that_has_ended_is_run_again()
    {
        await RunAsync("migrate", "dev", "payment");
        await RunAsync("migrate", "dev", "payment");

        Assert.Equal(2, Started().Count);
    }

    [Fact]
    public async Task A_task_that_ECS_does_not_start_is_reported_with_the_reason()
    {
        Change(state => state["refused"] = new JsonArray(Definition("setup")));

        var (code, output) = await RunAsync("setup", "dev");

        Assert.Equal(1, code);
        Assert.Equal("ECS did not start setup: Capacity is unavailable at this time.\n", output);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private static string Definition(string task) => $"arn:aws:ecs:eu-west-1:111122223333:task-definition/dev-{task}:7";

    private Task<(int Code, string Output)> RunAsync(string command, params IEnumerable<string> arguments)
    {
        var fake = Path.Combine(DeployApp.FindRoot(), "tests", "deploy", "Store.Deploy.Tests", "OneOffTasks", "Fake");
        return Tool.RunAsync(
            "bash",
            [Path.Combine(DeployApp.FindRoot(), "deploy", command), .. arguments],
            variables: [("PATH", fake + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH")), ("FAKE_AWS", File)]);
    }

    /// <summary>Outputs with the keys of the stack's template, and with values as AWS makes them.</summary>
    private JsonObject Outputs(string stack)
    {
        var template = JsonNode.Parse(System.IO.File.ReadAllText(
            synthesized.Dev.Files.Single(file => file.EndsWith($"{stack}.template.json", StringComparison.Ordinal))))!;
        return new JsonObject(template["Outputs"]!.AsObject().Select(output => KeyValuePair.Create(output.Key, (JsonNode?)(output.Key switch
        {
            "Subnets" => "subnet-1,subnet-2",
            "SecurityGroup" => "sg-1",
            _ => Definition(synthesized.Dev.Resources.Single(
                resource => resource.Stack == stack && resource.Id == output.Value!["Value"]!["Ref"]!.ToString()).Text("Family")!["dev-".Length..]),
        }))));
    }

    private List<string> Started() => [.. State()["tasks"]!.AsArray().Select(task => task!["taskDefinitionArn"]!.ToString())];

    private JsonObject State() => JsonNode.Parse(System.IO.File.ReadAllText(File))!.AsObject();

    private void Change(Action<JsonObject> change)
    {
        var state = System.IO.File.Exists(File) ? State() : [];
        change(state);
        System.IO.File.WriteAllText(File, state.ToJsonString());
    }
}
