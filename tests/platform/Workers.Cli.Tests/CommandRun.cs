using System.CommandLine;
using System.Text.Json.Nodes;
using Workers.Cli.Commands;

namespace Workers.Cli.Tests;

/// <summary>An invocation of the command line in this process.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
internal sealed record CommandRun(int Code, string Output, string Error)
{
    /// <summary>The output as JSON.</summary>
    public JsonNode Json => JsonNode.Parse(Output)!;

    public static Task<CommandRun> OfAsync(params string[] arguments) => OfAsync(arguments, TestContext.Current.CancellationToken);

    /// <param name="arguments">The command line.</param>
    /// <param name="stopping">Ctrl+C.</param>
    public static async Task<CommandRun> OfAsync(IReadOnlyList<string> arguments, CancellationToken stopping)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var code = await CommandLine.Parse(arguments).InvokeAsync(
            new InvocationConfiguration { Output = output, Error = error }, stopping);
        return new CommandRun(code, $"{output}", $"{error}");
    }

    /// <summary>The output if it succeeds.</summary>
    public static async Task<CommandRun> SucceedAsync(params string[] arguments)
    {
        var run = await OfAsync(arguments);
        Assert.True(run.Code == 0, $"{string.Join(' ', arguments)}: exit code {run.Code}, {run.Error}");
        return run;
    }
}
