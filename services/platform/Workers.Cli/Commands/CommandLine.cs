using System.CommandLine;
using System.CommandLine.Invocation;
using Workers.Cli.Cost;
using Workers.Cli.DeadLetters;
using Workers.Cli.Doctor;
using Workers.Cli.Events;
using Workers.Cli.Top;
using Workers.Cli.Traces;

namespace Workers.Cli.Commands;

/// <summary>The commands.</summary>
internal static class CommandLine
{
    public static RootCommand Create() => CommandHelp.Install(new RootCommand("Sets up and operates event-driven workers on AWS and on local emulators.")
    {
        ProvisionCommand.Create(),
        ComposeCommand.Create(),
        DoctorCommand.Create(),
        TopCommand.Create(),
        DeadLettersCommand.Create(),
        EventsCommand.Create(),
        TraceCommand.Create(),
        CostCommand.Create(),
        CompletionCommand.Create(),
    });

    /// <summary>Parses a command line. A mistake is reported in one line, and not above the whole help.</summary>
    public static ParseResult Parse(params IReadOnlyList<string> arguments)
    {
        var parsed = Create().Parse(arguments);
        if (parsed.Action is ParseErrorAction error)
            error.ShowHelp = false;
        return parsed;
    }

    /// <summary>Refuses a mistyped option, which would be taken for a value of an argument with several values.</summary>
    public static void RefuseOptions(this Argument<string[]> argument) => argument.Validators.Add(result =>
    {
        if (result.Tokens.FirstOrDefault(token => token.Value.StartsWith('-')) is { } option)
            result.AddError($"There is no option {option.Value}. See --help.");
    });
}
