namespace Workers.Cli.Tests.Commands;

public sealed class CommandHelpTests
{
    [Fact]
    public async Task A_list_of_commands_has_a_line_for_each()
    {
        var help = (await CommandRun.SucceedAsync("--help")).Output;

        foreach (var command in new[] { "provision", "compose", "doctor", "top", "dead-letters", "events", "trace", "cost" })
            Assert.Single(help.Split('\n'), line => line.StartsWith($"  {command} ", StringComparison.Ordinal) || line.StartsWith($"  {command},", StringComparison.Ordinal));
        Assert.DoesNotContain("Examples:", help, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("doctor")]
    [InlineData("top")]
    [InlineData("cost")]
    [InlineData("dead-letters", "list")]
    [InlineData("dead-letters", "show")]
    [InlineData("dead-letters", "redrive")]
    [InlineData("dead-letters", "delete")]
    [InlineData("dead-letters", "export")]
    [InlineData("dead-letters", "import")]
    [InlineData("events", "tail")]
    [InlineData("events", "publish")]
    [InlineData("events", "replay")]
    public async Task The_help_of_a_command_ends_with_examples(params string[] command)
    {
        var help = (await CommandRun.SucceedAsync([.. command, "--help"])).Output;

        Assert.Matches($"Examples:\n(  workers .*\n)+", help[help.IndexOf("Examples:", StringComparison.Ordinal)..]);
    }
}
