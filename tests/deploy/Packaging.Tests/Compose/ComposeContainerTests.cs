using System.Text.RegularExpressions;

namespace Packaging.Tests.Compose;

/// <summary>What all containers of docker-compose.yml have in common.</summary>
public sealed partial class ComposeContainerTests
{
    // LocalStack's image does as root, and in its own folders, what it has to; that it could do without is not known here.
    private const string Emulator = "localstack";

    private static readonly IReadOnlyDictionary<string, Yaml> Services = Yaml.Read("docker-compose.yml")["services"].Map;

    public static TheoryData<string> Names => [.. Services.Keys];

    public static TheoryData<string> Confined => [.. Services.Keys.Where(name => name != Emulator)];

    /// <summary>All but what ends by itself, and two of which nothing depends; the collector's image could not even run a check.</summary>
    public static TheoryData<string> Checked => [.. Services.Keys.Except(["provision", "collector", "jaeger"])];

    [Theory, MemberData(nameof(Names))]
    public void Publish_their_ports_on_loopback_alone(string name) =>
        Assert.All(Services[name]["ports"].Texts, port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));

    [Theory, MemberData(nameof(Names))]
    public void Have_a_memory_limit(string name) =>
        Assert.Matches("^[0-9]+[mg]$", Services[name]["deploy"]["resources"]["limits"]["memory"].Text);

    [Theory, MemberData(nameof(Names))]
    public void Come_back_when_they_die_except_what_ends_by_itself(string name) =>
        Assert.Equal(name == "provision" ? "no" : "unless-stopped", Services[name]["restart"].Text);

    [Theory, MemberData(nameof(Names))]
    public void Gain_no_privileges(string name) => Assert.Equal(["no-new-privileges:true"], Services[name]["security_opt"].Texts);

    [Theory, MemberData(nameof(Confined))]
    public void Have_no_capabilities_and_a_root_that_cannot_be_written(string name)
    {
        Assert.Equal(["ALL"], Services[name]["cap_drop"].Texts);
        Assert.Equal("true", Services[name]["read_only"].Text);
    }

    [Theory, MemberData(nameof(Names))]
    public void Have_a_log_that_does_not_fill_the_disk(string name)
    {
        Assert.Equal("json-file", Services[name]["logging"]["driver"].Text);
        Assert.Equal("10m 3", $"{Services[name]["logging"]["options"]["max-size"].Text} {Services[name]["logging"]["options"]["max-file"].Text}");
    }

    [Theory, MemberData(nameof(Names))]
    public void Have_a_limit_of_processes(string name) => Assert.InRange(int.Parse(Services[name]["pids_limit"].Text, null), 256, 1024);

    /// <summary>PostgreSQL has a process for each connection.</summary>
    [Fact]
    public void Let_the_database_have_a_process_for_each_connection()
    {
        var connections = Services["postgres"]["command"].Texts.Single(word => word.StartsWith("max_connections=", StringComparison.Ordinal)).Split('=')[1];

        Assert.True(int.Parse(Services["postgres"]["pids_limit"].Text, null) > int.Parse(connections, null) + 100);
    }

    /// <summary>A start of .NET costs about 0.15 s of a processor.</summary>
    [Theory, MemberData(nameof(Checked))]
    public void Start_NET_for_a_check_twice_a_minute_at_most(string name)
    {
        var check = Services[name]["healthcheck"];

        Assert.Equal(check["test"].Texts.Contains("dotnet") ? "30s" : "5s", check["interval"].Text);
    }

    [Theory, MemberData(nameof(Checked))]
    public void Have_a_health_check(string name) => Assert.True(Services[name]["healthcheck"]["test"].Texts is ["CMD", ..]);

    [Theory, MemberData(nameof(Names))]
    public void Wait_by_conditions_that_can_come_true(string name) => Assert.All(Services[name]["depends_on"].Map, need =>
        Assert.Equal(
            need.Key switch
            {
                "provision" => "service_completed_successfully",
                "collector" or "jaeger" => "service_started",
                _ => "service_healthy",
            },
            need.Value["condition"].Text));

    [Theory, MemberData(nameof(Names))]
    public void Run_a_version_that_is_named(string name) =>
        Assert.True(
            Services[name]["build"].Exists || Version().IsMatch(Services[name]["image"].Text),
            $"{Services[name]["image"].Text} names no version.");

    [Fact]
    public void Run_the_last_LocalStack_that_needs_no_account() =>
        Assert.Equal("localstack/localstack:4.14.0", Services[Emulator]["image"].Text);

    [GeneratedRegex("^[a-z/-]+:v?[0-9]+[0-9.]*(@sha256:[0-9a-f]{64})?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Version();
}
