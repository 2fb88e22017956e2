using System.CommandLine;
using System.Text;
using Workers.Cli.Commands;
using Workers.Cli.Connections;
using Workers.Cli.Queues;
using Workers.Cli.Terminals;
using Workers.DeadLetters;

namespace Workers.Cli.DeadLetters;

/// <summary><c>dead-letters import</c>: sends exported messages again.</summary>
internal static class ImportCommand
{
    private const int BatchSize = 10;

    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "A file of export" };
        var to = new Option<string>("--to") { Description = "Queue to send to", Required = true };
        var (change, connection) = (new ChangeOptions(), new ConnectionOptions());
        var command = new Command(
            "import",
            """
            Send exported messages to a queue, with their id, trace and attributes. Every line is checked before the first is sent

            Examples:
              workers dead-letters import payment.jsonl --to payment
              workers dead-letters import payment.jsonl --to payment-dlq --yes
            """)
        {
            file, to,
        };
        change.AddTo(command);
        connection.AddTo(command);
        command.SetAction((parsed, stopping) => connection.RunAsync(parsed, async (aws, terminal) =>
        {
            var (path, mode) = (parsed.GetValue(file)!, change.Of(parsed));
            var queue = await new QueueLookup(aws).GetAsync(parsed.GetValue(to)!, stopping);
            var total = await ReadAsync(path, Guid.Empty, stopping).CountAsync(stopping);
            if (mode.IsDryRun)
            {
                terminal.Output.WriteLine($"{total} messages would be sent to {queue.Name} at {aws.Name}.");
                return 0;
            }

            if (!mode.IsConfirmed && !await terminal.ConfirmAsync($"Send {total} messages to {queue.Name} at {aws.Name}?", stopping))
                return 1;
            return await SendAsync(aws, queue, path, total, mode, terminal, stopping);
        }, stopping));
        return command;
    }

    private static async Task<int> SendAsync(
        AwsConnection aws, FoundQueue queue, string path, int total, ChangeMode mode, Terminal terminal, CancellationToken stopping)
    {
        var run = Guid.NewGuid();
        var (sender, sent, failures) = (new MessageSender(aws.Sqs), 0, new List<string>());
        using var limiter = MessageRate.Limiter(mode.Rate);
        try
        {
            await terminal.ProgressAsync($"Sending to {queue.Name}", total, async progress =>
            {
                await foreach (var batch in ReadAsync(path, run, stopping).Chunk(BatchSize).WithCancellation(stopping))
                {
                    using var lease = limiter is null ? null : await limiter.AcquireAsync(batch.Length, stopping);
                    var failed = await sender.SendAsync(queue, batch, stopping);
                    failures.AddRange(failed.Values);
                    progress.Report(sent += batch.Length - failed.Count);
                }

                return sent;
            });
        }
        finally
        {
            terminal.Output.WriteLine($"{queue.Name}: {sent} of {total} messages sent.");
        }

        foreach (var reason in failures.GroupBy(reason => reason, StringComparer.Ordinal))
            terminal.Error.WriteLine($"{reason.Count()} messages were not sent: {reason.Key}");
        return failures.Count == 0 ? 0 : 1;
    }

    private static async IAsyncEnumerable<DeadLetter> ReadAsync(
        string path, Guid run, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stopping)
    {
        if (!File.Exists(path))
            throw new CliException($"{path}: there is no such file.");
        var number = 0;
        await foreach (var line in File.ReadLinesAsync(path, stopping))
        {
            number++;

            // A FIFO queue drops a message with a known id: a second import within five minutes is meant.
            if (line.Length > 0)
                yield return Read(path, number, line) with { MessageId = $"{run}-{number}" };
        }
    }

    private static DeadLetter Read(string path, int number, string line)
    {
        try
        {
            return DeadLetterLine.Read(Encoding.UTF8.GetBytes(line));
        }
        catch (FormatException error)
        {
            throw new CliException($"{path}, line {number}: {error.Message}", error);
        }
    }
}
