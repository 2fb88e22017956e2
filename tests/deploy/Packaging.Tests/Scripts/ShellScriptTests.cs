namespace Packaging.Tests.Scripts;

/// <summary>What all shell scripts have in common.</summary>
public sealed class ShellScriptTests
{
    /// <summary>Fails the check that would be skipped because shellcheck is missing.</summary>
    private const string Required = "WORKERS_REQUIRE_SHELLCHECK";

    public static TheoryData<string> Files => [.. ShellScript.All];

    [Fact]
    public void Scripts_are_found() => Assert.Contains("deploy/setup", ShellScript.All);

    [Theory, MemberData(nameof(Files))]
    public void A_script_ends_at_its_first_error(string file) =>
        Assert.Contains("\nset -euo pipefail\n", RepositoryFiles.Read(file), StringComparison.Ordinal);

    [Theory, MemberData(nameof(Files))]
    public async Task A_script_shows_its_usage_and_calls_nothing(string file)
    {
        using var fakes = new FakePrograms();

        var help = await fakes.RunAsync(file, "--help");
        var wrong = await fakes.RunAsync(file, "--no-such-option", "--no-such-option", "--no-such-option", "--no-such-option", "--no-such-option");

        Assert.Equal(0, help.Code);
        Assert.StartsWith($"usage: {file}", help.Output, StringComparison.Ordinal);
        Assert.Equal(2, wrong.Code);
        Assert.Contains($"usage: {file}", wrong.Output, StringComparison.Ordinal);
        Assert.Empty(fakes.Calls);
    }

    [Theory, MemberData(nameof(Files))]
    public async Task Shellcheck_has_no_finding(string file)
    {
        if (Environment.GetEnvironmentVariable(Required) != "1")
            Assert.SkipWhen(!Tool.IsOnPath("shellcheck"), "shellcheck is not on the PATH (Debian: apt-get install shellcheck).");

        var (code, output) = await Tool.RunAsync("shellcheck", ["--norc", Path.Combine(RepositoryFiles.Root, file)]);

        Assert.True(code == 0, output);
    }
}
