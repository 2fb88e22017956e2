namespace Store.Deploy.Tests.CommandLine;

/// <summary>The command lines of CDK and AWS accept the documented commands.</summary>
public sealed class DocumentedCommandTests(CdkCli cdk) : IClassFixture<CdkCli>
{
    public static TheoryData<string> Files => [.. DocumentedCommands.Files];

    [Theory, MemberData(nameof(Files))]
    public async Task A_command_of_the_CDK_has_options_that_it_knows(string file)
    {
        var unknown = new List<string>();
        foreach (var call in await DocumentedCommands.CallsAsync(file, "cdk"))
        {
            var options = await cdk.OptionsAsync(call[0]);
            if (options.Count == 0)
                unknown.Add(call[0]);
            unknown.AddRange(call.Where(word => word.StartsWith('-') && !IsKnown(word.Split('=')[0], options)).Select(word => $"{call[0]} {word}"));
        }

        Assert.Empty(unknown);
    }

    /// <summary>With stacks in parallel it cannot ask: the CLI refuses the default approval, <c>broadening</c>.</summary>
    [Theory, MemberData(nameof(Files))]
    public async Task A_deployment_in_parallel_asks_for_no_approval(string file) => Assert.All(
        (await DocumentedCommands.CallsAsync(file, "cdk")).Where(call => call.Contains("--concurrency")),
        call => Assert.Contains("--require-approval never", string.Join(' ', call), StringComparison.Ordinal));

    [Theory, MemberData(nameof(Files))]
    public async Task A_deployment_of_an_environment_names_the_tag_of_its_images(string file) => Assert.All(
        (await DocumentedCommands.CallsAsync(file, "cdk")).Where(call => call[0] == "deploy" && call.Any(word => word.StartsWith("environment=", StringComparison.Ordinal))),
        call => Assert.Contains(call, word => word.StartsWith("imageTag=", StringComparison.Ordinal)));

    /// <summary>The AWS CLI checks options and their values before it connects, here to a port where nothing listens.</summary>
    [Theory, MemberData(nameof(Files))]
    public async Task A_command_of_the_AWS_CLI_has_options_that_it_knows(string file)
    {
        Assert.SkipUnless(Tool.IsOnPath("aws"), "There is no aws on the PATH.");
        foreach (var call in (await DocumentedCommands.CallsAsync(file, "aws")).Where(call => !IsOfVersion2(call)).Select(call => WithoutEndpoint(WithoutFiles(call)))
            .DistinctBy(call => string.Join('\n', call), StringComparer.Ordinal))
        {
            var (_, output) = await Tool.RunAsync(
                "aws", ["--region", "eu-west-1", "--endpoint-url", "http://127.0.0.1:9", .. call], "",
                ("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "secret"), ("AWS_MAX_ATTEMPTS", "1"));

            Assert.True(
                output.Contains("Could not connect to the endpoint URL", StringComparison.Ordinal), $"{file}: aws {string.Join(' ', call)}: {output}");
        }
    }

    [Fact]
    public async Task There_are_such_commands()
    {
        Assert.NotEmpty(await DocumentedCommands.CallsAsync("deploy/README.md", "cdk"));
        Assert.NotEmpty(await DocumentedCommands.CallsAsync("deploy/docs/runbook.md", "aws"));
        Assert.NotEmpty(await DocumentedCommands.CallsAsync(".github/workflows/deploy.yml", "cdk"));
    }

    private static bool IsKnown(string option, IReadOnlySet<string> options) =>
        options.Contains(option) || options.Contains(option.Replace("--no-", "--", StringComparison.Ordinal));

    /// <summary>A documented endpoint may be that of a system that runs here.</summary>
    private static string[] WithoutEndpoint(string[] call) => Array.IndexOf(call, "--endpoint-url") is >= 0 and var at ? [.. call[..at], .. call[(at + 2)..]] : call;

    /// <summary>Of the files that a command reads, only their names are in the documentation.</summary>
    private static string[] WithoutFiles(string[] call) => [.. call.Select(word => word.StartsWith("file://", StringComparison.Ordinal) ? "{}" : word)];

    /// <summary>Commands that only version 2 of the AWS CLI has, or that do not connect.</summary>
    private static bool IsOfVersion2(string[] call) => call is ["configure", ..] or ["logs", "tail", ..] or ["ecr", "get-login-password", ..];
}
