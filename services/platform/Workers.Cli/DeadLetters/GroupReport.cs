using System.Text.Json;
using Spectre.Console;
using Workers.Cli.Connections;
using Workers.Cli.Terminals;
using Workers.DeadLetters;

namespace Workers.Cli.DeadLetters;

/// <summary>Prints the groups of dead-letter queues.</summary>
internal static class GroupReport
{
    private const int MostRows = 50;

    public static void Write(Terminal terminal, AwsConnection aws, IReadOnlyList<ExaminedQueue> queues, ContentPath? path)
    {
        if (queues.Count == 0)
            terminal.Output.WriteLine($"No dead-letter queue at {aws.Name} has messages.");
        foreach (var queue in queues)
        {
            var (source, groups) = (queue.Source, queue.Groups);
            var origin = source.IsOfRule ? "events that EventBridge could not deliver" : $"from {string.Join(", ", source.Sources)}";
            var selected = groups.Selected == queue.Result.Messages ? "" : $"{groups.Selected} selected of ";
            terminal.Output.WriteLine($"{source.Queue.Name}: {selected}{Count(queue.Result.Messages, "message")}, {origin}");
            if (path is not null)
                WriteValues(terminal, groups, path);
            else if (groups.Selected > 0)
                WriteGroups(terminal, groups);
            if (queue.Remark is { } remark)
                terminal.Error.WriteLine(remark);
        }
    }

    public static string Json(AwsConnection aws, IReadOnlyList<ExaminedQueue> queues, ContentPath? path) => JsonSerializer.Serialize(
        new
        {
            Target = aws.Name,
            Queues = queues.Select(queue => new
            {
                Queue = queue.Source.Queue.Name,
                queue.Source.Sources,
                queue.Source.IsOfRule,
                queue.Source.Queue.Messages,
                Read = queue.Result.Messages,
                queue.Groups.Selected,
                Note = queue.Remark,
                Groups = path is null ? queue.Groups.Groups.Select(Describe) : null,
                Values = path is null ? null : queue.Groups.Values.Select(value => new { value.Key, value.Value }).ToDictionary(value => value.Key, value => value.Value),
            }),
        },
        Terminals.Json.Readable);

    private static object Describe(DeadLetterGroup<string> group) => new
    {
        Group = group.Cause.GroupId,
        group.Count,
        group.Cause.Reason,
        group.Cause.ExceptionType,
        group.Cause.Message,
        group.Cause.DetailType,
        group.Cause.WorkerVersion,
        group.FirstAt,
        group.LastAt,
        ExampleMessageId = group.Example,
    };

    private static void WriteGroups(Terminal terminal, DeadLetterCounts groups)
    {
        var table = Terminal.Table("Group", "Count", "Reason", "Event", "Version", "First", "Last");
        foreach (var group in groups.Groups.Take(MostRows))
        {
            var cause = group.Cause;
            var error = string.Join(": ", new[] { cause.ExceptionType, cause.Message }.OfType<string>());
            table.AddRow(
                new Text(cause.GroupId[..8]),
                new Text($"{group.Count}"),
                new Text(error.Length == 0 ? cause.Reason : $"{cause.Reason}\n{OneLine(error)}"),
                new Text(cause.DetailType ?? "not an event"),
                new Text(cause.WorkerVersion ?? ""),
                new Text(Time(group.FirstAt)),
                new Text(Time(group.LastAt)));
        }

        terminal.Results.Write(table);
        if (groups.Groups.Count > MostRows)
            terminal.Output.WriteLine($"… and {groups.Groups.Count - MostRows} more groups; --json prints all.");
    }

    private static void WriteValues(Terminal terminal, DeadLetterCounts groups, ContentPath path)
    {
        var table = Terminal.Table($"{path}", "Messages");
        foreach (var (value, count) in groups.Values.Take(MostRows))
            table.AddRow(new Text(OneLine(value)), new Text($"{count}"));
        terminal.Results.Write(table);
        if (groups.Values.Count > MostRows)
            terminal.Output.WriteLine($"… and {groups.Values.Count - MostRows} more values; --json prints all.");
    }

    private static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";

    private static string Time(DateTimeOffset at) => at.ToLocalTime().ToString("MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Without control characters, which could change what the terminal shows.</summary>
    private static string OneLine(string text) => string.Concat(text.Select(one => char.IsControl(one) ? ' ' : one));
}
