using System.CommandLine;

namespace Workers.Cli.DeadLetters;

/// <summary><c>dead-letters</c>: everything about dead-letter queues.</summary>
internal static class DeadLettersCommand
{
    public static Command Create() => new("dead-letters", "Group, show, redrive, delete, export and import messages of dead-letter queues")
    {
        ListCommand.Create(),
        ShowCommand.Create(),
        RedriveCommand.Create(),
        DeleteCommand.Create(),
        ExportCommand.Create(),
        ImportCommand.Create(),
    };

    /// <summary>The argument that names one queue.</summary>
    public static Argument<string> Queue() => new("queue") { Description = "A dead-letter queue, or the queue that it belongs to, such as payment" };
}
