using System.Text.RegularExpressions;

namespace Packaging.Tests.Compose;

/// <summary>The Compose files as such, and their settings.</summary>
public sealed partial class ComposeFileTests
{
    private const string Main = "docker-compose.yml";

    [Fact]
    public void Need_no_setting() => Assert.All(Variables(Main), variable => Assert.StartsWith(":-", variable.Value, StringComparison.Ordinal));

    [Fact]
    public void Have_all_their_settings_in_the_example() => Assert.Equal(
        new[] { Main, "deploy/compose/localaws.yml", "deploy/compose/without-traces.yml", "deploy/compose/aws.yml" }
            .SelectMany(Variables)
            .Select(variable => variable.Name)
            .Append("COMPOSE_FILE")
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
        Examples().Select(example => example.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    [Fact]
    public void Have_the_defaults_that_the_example_tells()
    {
        var defaults = Variables(Main).ToLookup(variable => variable.Name, variable => variable.Value[2..], StringComparer.Ordinal);

        Assert.All(
            Examples().Where(example => defaults.Contains(example.Name) && example.Name is not ("AWS_ENV_FILE" or "QUEUE_PREFIX" or "BUS" or "OTEL_TRACES_EXPORTER")),
            example => Assert.Equal([example.Value], defaults[example.Name].Distinct(StringComparer.Ordinal)));
    }

    [Fact]
    public void Give_credentials_to_emulators_alone()
    {
        Assert.Contains("AWS_ACCESS_KEY_ID=local", RepositoryFiles.Read("deploy/compose/emulator.env"), StringComparison.Ordinal);
        Assert.DoesNotContain(
            RepositoryFiles.Read("deploy/compose/aws.env").Split('\n'),
            line => !line.StartsWith('#') && line.Contains('=', StringComparison.Ordinal));
    }

    [Fact]
    public void Take_no_more_than_the_older_Compose_knows() =>
        Assert.DoesNotContain(
            new[] { "name", "version", "include", "configs" }, Yaml.Read(Main).Map.Keys.Contains);

    [Theory]
    [InlineData(Main)]
    [InlineData(Main, "deploy/compose/localaws.yml")]
    [InlineData(Main, "deploy/compose/aws.yml")]
    [InlineData(Main, "deploy/compose/without-traces.yml")]
    [InlineData(Main, "deploy/compose/localaws.yml", "deploy/compose/without-traces.yml")]
    public async Task Are_accepted_by_Compose(params string[] files)
    {
        var (code, said) = await DockerCompose.RunAsync([.. files.SelectMany(file => new[] { "-f", file }), "config", "--quiet"]);

        Assert.True(code == 0, said);
    }

    [Fact]
    public void Leave_out_the_two_containers_of_traces()
    {
        var services = Yaml.Read("deploy/compose/without-traces.yml")["services"].Map;

        Assert.Equal(["collector", "jaeger"], services.Keys.Order(StringComparer.Ordinal));
        Assert.All(services.Values, service => Assert.Equal("0", service["deploy"]["replicas"].Text));
    }

    private static List<(string Name, string Value)> Variables(string file) =>
        [.. Variable().Matches(RepositoryFiles.Read(file)).Select(match => (match.Groups["name"].Value, match.Groups["rest"].Value))];

    private static List<(string Name, string Value)> Examples() =>
        [.. Example().Matches(RepositoryFiles.Read(".env.example")).Select(match => (match.Groups["name"].Value, match.Groups["value"].Value))];

    [GeneratedRegex(@"\$\{(?<name>[A-Z_]+)(?<rest>[^}]*)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variable();

    [GeneratedRegex("^#?(?<name>[A-Z_]+)=(?<value>.*)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Example();
}
