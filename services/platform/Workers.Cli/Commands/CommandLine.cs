using System.CommandLine;
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
}
