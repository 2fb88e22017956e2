using System.CommandLine;
using Workers.Cli.Commands;
using Workers.Cli.Connections;
using Workers.Cli.Terminals;

namespace Workers.Cli.DeadLetters;

/// <summary><c>dead-letters delete</c>.</summary>
internal static class DeleteCommand
{
    public static Command Create()
    {
        var name = DeadLettersCommand.Queue();
        var (selection, change, connection) = (new SelectionOptions(), new ChangeOptions(), new ConnectionOptions());
        var command = new Command(
            "delete",
            """
            Delete messages. Export them first: SQS cannot bring them back

            Examples:
              workers dead-letters export payment --group 3f2a --output payment.jsonl
              workers dead-letters delete payment --group 3f2a
            """)
        {
            name,
        };
        selection.AddTo(command);
        change.AddTo(command);
        connection.AddTo(command);
        command.SetAction((parsed, stopping) => connection.RunAsync(parsed, async (aws, terminal) =>
        {
            var source = await new DeadLetterQueueLookup(aws).GetAsync(parsed.GetValue(name)!, stopping);
            return await new DeadLetterChange(
                aws, source, selection.Filter(parsed, aws.Time), destination: null, change.Of(parsed), selection.Visibility(parsed), terminal).RunAsync(stopping);
        }, stopping));
        return command;
    }
}
