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
            var letters = await new LetterQueueLookup(aws).GetAsync(parsed.GetValue(name)!, stopping);
            var shown = new ShownLetters(selection.Filter(parsed, TimeProvider.System), parsed.GetValue(limit));
            var reader = new DeadLetterReader(aws.Sqs, letters.Queue, selection.Visibility(parsed), TimeProvider.System);
            await terminal.ProgressAsync(
                $"Reading {letters.Queue.Name}", letters.Queue.Messages, progress => reader.ReadAsync(shown.AddAsync, progress, stopping));
            foreach (var letter in shown.Letters)
                Write(terminal, parsed.GetValue(unmasked) ? letter : Masked(letter), parsed.GetValue(json));
            if (shown.Selected > shown.Letters.Count)
                terminal.Error.WriteLine($"{shown.Letters.Count} of {shown.Selected} messages are shown: see --limit.");
            else if (shown.Selected == 0)
                terminal.Error.WriteLine($"{letters.Queue.Name} has no such message.");
            return 0;
        }, stopping));
        return command;
    }

    private static void Write(Terminal terminal, DeadLetter letter, bool json)
    {
        if (json)
        {
            var line = new ArrayBufferWriter<byte>();
            DeadLetterLine.Write(line, letter);
            terminal.Output.Write(Encoding.UTF8.GetString(line.WrittenSpan));
            return;
        }

        var (cause, summary) = (DeadLetterCause.Of(letter), EventSummary.Of(letter));
        var rows = new List<(string Name, string? Value)>
        {
            ("message", letter.MessageId), ("group", cause.GroupId), ("reason", cause.Reason), ("event", summary.DetailType), ("event id", summary.EventId),
            ("trace", summary.TraceId), ("sent", letter.SentAt.ToString("O", CultureInfo.InvariantCulture)), ("received", $"{letter.ReceiveCount} times"),
        };
        rows.AddRange(letter.Attributes.Select(attribute => (attribute.Name, (string?)attribute.Text)));
        rows.Add(("body", Encoding.UTF8.GetString(letter.Body.Span)));
        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        foreach (var (name, value) in rows.Where(row => !string.IsNullOrEmpty(row.Value)))
            grid.AddRow(new Text(name), new Text(Printable(value!)));
        terminal.Results.Write(grid);
        terminal.Output.WriteLine();
    }

    private static DeadLetter Masked(DeadLetter letter) => letter with
    {
        Body = Encoding.UTF8.GetBytes(PersonalFields.Mask(Encoding.UTF8.GetString(letter.Body.Span))),
        Attributes = [.. letter.Attributes.Select(one => one.IsBinary ? one : one with { Value = Encoding.UTF8.GetBytes(PersonalFields.Mask(one.Text)) })],
    };

    private static string Printable(string text) => string.Concat(text.Select(one => char.IsControl(one) && one is not '\n' ? ' ' : one));

    /// <summary>The first of the selected messages; the others are counted.</summary>
    private sealed class ShownLetters(DeadLetterFilter filter, int limit)
    {
        private readonly Lock _lock = new();

        public List<DeadLetter> Letters { get; } = [];

        public int Selected { get; private set; }

        public Task<IReadOnlyList<ReceivedLetter>> AddAsync(IReadOnlyList<ReceivedLetter> received, CancellationToken cancellationToken)
        {
            var selected = received.Select(one => one.Letter).Where(filter.Selects).ToList();
            lock (_lock)
            {
                Selected += selected.Count;
                Letters.AddRange(selected.Take(limit - Letters.Count));
            }

            return Task.FromResult(received);
        }
    }
}
