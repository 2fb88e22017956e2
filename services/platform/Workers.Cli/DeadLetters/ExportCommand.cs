using System.Buffers;
using System.CommandLine;
using Workers.Cli.Commands;
using Workers.Cli.Connections;
using Workers.Cli.Terminals;
using Workers.DeadLetters;

namespace Workers.Cli.DeadLetters;

/// <summary><c>dead-letters export</c>: messages as lines of JSON, complete.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var name = DeadLettersCommand.Queue();
        var output = new Option<string?>("--output", "-o") { Description = "File to write; it must not exist. Default: standard output" };
        var (selection, connection) = (new SelectionOptions(), new ConnectionOptions());
        var command = new Command(
            "export",
            """
            Write messages as JSON, one in a line; they stay in the queue. The lines have everything, also personal data

            Examples:
              workers dead-letters export payment --output payment.jsonl
              workers dead-letters export payment --since 1d | jq .eventId
            """)
        {
            name, output,
        };
        selection.AddTo(command);
        connection.AddTo(command);
        command.SetAction((parsed, stopping) => connection.RunAsync(parsed, async (aws, terminal) =>
        {
            var source = await new DeadLetterQueueLookup(aws).GetAsync(parsed.GetValue(name)!, stopping);
            var path = parsed.GetValue(output);
            await using var target = path is null ? new LineWriter(terminal.Output) : LineWriter.ToNew(path);
            var export = new Export(selection.Filter(parsed, aws.Time), target);
            var reader = new DeadLetterReader(aws.Sqs, source.Queue, selection.Visibility(parsed), aws.Time);
            var result = await terminal.ProgressAsync(
                $"Reading {source.Queue.Name}", source.Queue.Messages, progress => reader.ReadAsync(export.AddAsync, progress, stopping));
            terminal.Error.WriteLine($"{export.Count} messages of {source.Queue.Name} exported{(path is null ? "" : $" to {path}")}. They may have personal data.");
            if (!result.IsComplete)
                terminal.Error.WriteLine("Not all messages were reached in time: raise --visibility-timeout.");
            return result.IsComplete ? 0 : 1;
        }, stopping));
        return command;
    }

    private sealed class Export(DeadLetterFilter filter, LineWriter target)
    {
        public int Count { get; private set; }

        public async Task<IReadOnlyList<ReceivedMessage>> AddAsync(IReadOnlyList<ReceivedMessage> received, CancellationToken cancellationToken)
        {
            var lines = new ArrayBufferWriter<byte>();
            var count = 0;
            foreach (var message in received.Select(one => one.Message).Where(filter.Selects))
            {
                DeadLetterLine.Write(lines, message);
                count++;
            }

            await target.WriteAsync(lines.WrittenMemory, () => Count += count, cancellationToken);
            return received;
        }
    }
}
