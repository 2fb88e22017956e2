using System.CommandLine;
using Workers.Cli.Commands;
using Workers.Cli.Connections;
using Workers.Cli.Queues;
using Workers.Cli.Terminals;

namespace Workers.Cli.DeadLetters;

/// <summary><c>dead-letters redrive</c>: sends messages to the queue that they came from.</summary>
internal static class RedriveCommand
{
    public static Command Create()
    {
        var name = DeadLettersCommand.Queue();
        var to = new Option<string?>("--to") { Description = "Queue to send to. Default: the queue whose redrive policy names the dead-letter queue, or the target of the rule" };
        var (selection, change, connection) = (new SelectionOptions(), new ChangeOptions(), new ConnectionOptions());
        var command = new Command(
            "redrive",
            """
            Send messages to the queue that they came from, with their id, trace and attributes

            A message is sent first and then deleted from the dead-letter queue. After a kill in between it is in both; the worker's inbox skips the second.

            Examples:
              workers dead-letters redrive payment --dry-run
              workers dead-letters redrive payment --group 3f2a --rate 50 --environment prod
              workers dead-letters redrive payment --where "detail.data.orderId = ORD-17" --yes
            """)
        {
            name, to,
        };
        selection.AddTo(command);
        change.AddTo(command);
        connection.AddTo(command);
        command.SetAction((parsed, stopping) => connection.RunAsync(parsed, async (aws, terminal) =>
        {
            var source = await new DeadLetterQueueLookup(aws).GetAsync(parsed.GetValue(name)!, stopping);
            var destination = await RedriveDestination.FindAsync(new QueueLookup(aws), source, parsed.GetValue(to), stopping);
            return await new DeadLetterChange(
                aws, source, selection.Filter(parsed, aws.Time), destination, change.Of(parsed), selection.Visibility(parsed), terminal).RunAsync(stopping);
        }, stopping));
        return command;
    }
}
