using System.Buffers;
using System.CommandLine;
using System.Globalization;
using System.Text;
using Spectre.Console;
using Workers.Cli.Commands;
using Workers.Cli.Connections;
using Workers.Cli.Terminals;
using Workers.DeadLetters;

namespace Workers.Cli.DeadLetters;

/// <summary><c>dead-letters show</c>: whole messages.</summary>
internal static class ShowCommand
{
    private const int DefaultLimit = 10;

    public static Command Create()
    {
        var name = DeadLettersCommand.Queue();
        var limit = new Option<int>("--limit") { Description = "Maximum number of messages", DefaultValueFactory = _ => DefaultLimit };
        limit.Require(value => value is >= 1 and <= 10_000, "--limit must be 1 to 10000.");
        var unmasked = new Option<bool>("--unmasked") { Description = "Show personal data: mail addresses, and members with names such as name, address or phone" };
        var json = new Option<bool>("--json") { Description = "Print JSON, a line for each message" };
        var (selection, connection) = (new SelectionOptions(), new ConnectionOptions());
        var command = new Command(
            "show",
            """
            Show messages with their cause, attributes and body; personal data is masked

            Examples:
              workers dead-letters show payment --group 3f2a --limit 1
              workers dead-letters show payment --where "detail.data.orderId = ORD-17" --unmasked
            """)
        {
            name, limit, unmasked, json,
        };
        selection.AddTo(command);
        connection.AddTo(command);
        command.SetAction((parsed, stopping) => connection.RunAsync(parsed, async (aws, terminal) =>
        {
            var source = await new DeadLetterQueueLookup(aws).GetAsync(parsed.GetValue(name)!, stopping);
            var shown = new ShownMessages(selection.Filter(parsed, aws.Time), parsed.GetValue(limit));
            var reader = new DeadLetterReader(aws.Sqs, source.Queue, selection.Visibility(parsed), aws.Time);
            await terminal.ProgressAsync(
                $"Reading {source.Queue.Name}", source.Queue.Messages, progress => reader.ReadAsync(shown.AddAsync, progress, stopping));
            foreach (var message in shown.Messages)
                Write(terminal, parsed.GetValue(unmasked) ? message : Masked(message), parsed.GetValue(json));
            if (shown.Selected > shown.Messages.Count)
                terminal.Error.WriteLine($"{shown.Messages.Count} of {shown.Selected} messages are shown: see --limit.");
            else if (shown.Selected == 0)
                terminal.Error.WriteLine($"{source.Queue.Name} has no such message.");
            return 0;
        }, stopping));
        return command;
    }

    private static void Write(Terminal terminal, DeadLetter message, bool json)
    {
        if (json)
        {
            var line = new ArrayBufferWriter<byte>();
            DeadLetterLine.Write(line, message);
            terminal.Output.Write(Encoding.UTF8.GetString(line.WrittenSpan));
            return;
        }

        var (cause, summary) = (DeadLetterCause.Of(message), EventSummary.Of(message));
        var rows = new List<(string Name, string? Value)>
        {
            ("message", message.MessageId), ("group", cause.GroupId), ("reason", cause.Reason), ("event", summary.DetailType), ("event id", summary.EventId),
            ("trace", summary.TraceId), ("sent", message.SentAt.ToString("O", CultureInfo.InvariantCulture)), ("received", $"{message.ReceiveCount} times"),
        };
        rows.AddRange(message.Attributes.Select(attribute => (attribute.Name, (string?)attribute.Text)));
        rows.Add(("body", Encoding.UTF8.GetString(message.Body.Span)));
        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        foreach (var (name, value) in rows.Where(row => !string.IsNullOrEmpty(row.Value)))
            grid.AddRow(new Text(name), new Text(Printable(value!)));
        terminal.Results.Write(grid);
        terminal.Output.WriteLine();
    }

    private static DeadLetter Masked(DeadLetter message) => message with
    {
        Body = Encoding.UTF8.GetBytes(PersonalFields.Mask(Encoding.UTF8.GetString(message.Body.Span))),
        Attributes = [.. message.Attributes.Select(one => one.IsBinary ? one : one with { Value = Encoding.UTF8.GetBytes(PersonalFields.Mask(one.Text)) })],
    };

    private static string Printable(string text) => string.Concat(text.Select(one => char.IsControl(one) && one is not '\n' ? ' ' : one));

    /// <summary>The first of the selected messages; the others are counted.</summary>
    private sealed class ShownMessages(DeadLetterFilter filter, int limit)
    {
        private readonly Lock _lock = new();

        public List<DeadLetter> Messages { get; } = [];

        public int Selected { get; private set; }

        public Task<IReadOnlyList<ReceivedMessage>> AddAsync(IReadOnlyList<ReceivedMessage> received, CancellationToken cancellationToken)
        {
            var selected = received.Select(one => one.Message).Where(filter.Selects).ToList();
            lock (_lock)
            {
                Selected += selected.Count;
                Messages.AddRange(selected.Take(limit - Messages.Count));
            }

            return Task.FromResult(received);
        }
    }
}
