using System.CommandLine;
using Workers.Cli.Commands;
using Workers.Cli.Connections;
using Workers.Cli.Terminals;
using Workers.DeadLetters;

namespace Workers.Cli.DeadLetters;

/// <summary><c>dead-letters list</c>: the messages grouped by cause.</summary>
internal static class ListCommand
{
    public static Command Create()
    {
        var queues = new Argument<string[]>("queue") { Description = "Dead-letter queues, or the queues that they belong to. Default: all that have messages", Arity = ArgumentArity.ZeroOrMore };
        queues.RefuseOptions();
        var by = new Option<string?>("--by") { Description = "Count the values at this path instead, such as detail.data.orderId" };
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        by.Validators.Add(result =>
        {
            try
            {
                ContentPath.Parse(result.Tokens[0].Value);
            }
            catch (FormatException error)
            {
                result.AddError($"--by: {error.Message}");
            }
        });
        var (selection, connection) = (new SelectionOptions(), new ConnectionOptions());
        var command = new Command(
            "list",
            """
            Group dead letters by cause: reason, exception, event type and version of the worker

            Examples:
              workers dead-letters list
              workers dead-letters list payment --since 2h --environment prod
              workers dead-letters list payment --group 3f2a --by detail.data.orderId
            """)
        {
            queues, by, json,
        };
        selection.AddTo(command);
        connection.AddTo(command);
        command.SetAction((parsed, stopping) => connection.RunAsync(parsed, async (aws, terminal) =>
        {
            var path = parsed.GetValue(by) is { } text ? ContentPath.Parse(text) : null;
            var found = await FindAsync(aws, parsed.GetValue(queues) ?? [], stopping);
            List<ExaminedQueue> examined = [];
            foreach (var queue in found)
                examined.Add(await ExaminedQueue.ReadAsync(aws, queue, selection.Filter(parsed, aws.Time), path, selection.Visibility(parsed), terminal, stopping));
            if (parsed.GetValue(json))
                await terminal.Output.WriteLineAsync(GroupReport.Json(aws, examined, path));
            else
                GroupReport.Write(terminal, aws, examined, path);
            return 0;
        }, stopping));
        return command;
    }

    private static async Task<IReadOnlyList<DeadLetterQueue>> FindAsync(AwsConnection aws, string[] names, CancellationToken stopping)
    {
        var lookup = new DeadLetterQueueLookup(aws);
        if (names.Length == 0)
            return [.. (await lookup.AllAsync(stopping)).Where(queue => queue.Queue.Messages > 0)];
        List<DeadLetterQueue> found = [];
        foreach (var name in names)
            found.Add(await lookup.GetAsync(name, stopping));
        return [.. found.DistinctBy(queue => queue.Queue.Url)];
    }
}
