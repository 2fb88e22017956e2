namespace Workers.Cli.Tests.Commands;

public sealed class CompletionCommandTests
{
    [Theory]
    [InlineData("bash", "complete -F _workers workers")]
    [InlineData("zsh", "compdef _workers workers")]
    [InlineData("fish", "complete -c workers")]
    [InlineData("pwsh", "Register-ArgumentCompleter -Native -CommandName workers")]
    public async Task Each_shell_has_a_script(string shell, string part) =>
        Assert.Contains(part, (await CommandRun.SucceedAsync("completion", shell)).Output, StringComparison.Ordinal);

    [Theory]
    [InlineData("workers dea", "dead-letters")]
    [InlineData("workers dead-letters re", "redrive")]
    [InlineData("workers dead-letters redrive payment --vis", "--visibility-timeout")]
    public async Task The_program_completes_a_line(string line, string expected) =>
        Assert.Contains(expected, (await CommandRun.SucceedAsync($"[suggest:{line.Length}]", line)).Output.Split('\n').Select(word => word.Trim()));

    [Fact]
    public async Task Another_shell_is_refused_in_one_line()
    {
        var run = await CommandRun.OfAsync("completion", "cmd");

        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.Contains("'cmd' not recognized", run.Error, StringComparison.Ordinal);
    }
}
