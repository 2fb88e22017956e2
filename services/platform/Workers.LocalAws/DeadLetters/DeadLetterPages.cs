using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Workers.DeadLetters;
using Workers.LocalAws.Hosting;
using Workers.LocalAws.Http;
using Workers.LocalAws.Sqs.Queues;

namespace Workers.LocalAws.DeadLetters;

/// <summary><c>GET /_localaws/dead-letters</c>, the dead letters grouped by cause, and the messages of one dead-letter queue.</summary>
internal sealed class DeadLetterPages(DeadLetterQueues deadLetters, MessageJson json)
{
    /// <summary>Maximum number of grouped messages of a queue, the oldest first.</summary>
    public const int MaximumExamined = 10_000;

    /// <summary>Maximum number of groups of a queue, the largest first.</summary>
    public const int MaximumGroups = 100;

    /// <summary>A longer body is truncated: the export has the complete body.</summary>
    public const int MaximumBodyBytes = 64 * 1024;

    private const int MaximumMessages = 100;

    /// <summary>Limit for the bodies of a response; further examples and messages are omitted.</summary>
    private const int MaximumAnswerBytes = 4 * 1024 * 1024;

    /// <summary>All dead-letter queues with their groups, those with messages first.</summary>
    public Task ShowAsync(HttpContext context)
    {
        var queues = deadLetters.All.Select(Examine).OfType<Examined>().OrderByDescending(queue => queue.Count > 0).ToList();
        return AwsErrors.WriteJsonAsync(context, DeadLetterEndpoints.Json, writer =>
        {
            var left = MaximumAnswerBytes;
            writer.WriteStartArray("queues");
            foreach (var queue in queues)
                Write(writer, queue, ref left);
            writer.WriteEndArray();
        });
    }

    /// <summary>The oldest messages of a queue, or of a group in it, and their number among the examined ones.</summary>
    public Task ShowMessagesAsync(HttpContext context, string name)
    {
        var queue = deadLetters.Get(name);
        var messages = SelectionOf(context).Of(queue, MaximumExamined).ToList();
        return AwsErrors.WriteJsonAsync(context, DeadLetterEndpoints.Json, writer =>
        {
            writer.WriteString("queue", queue.Name);
            writer.WriteNumber("count", messages.Count);
            writer.WriteStartArray("messages");
            var left = MaximumAnswerBytes;
            foreach (var message in messages.Take(MaximumMessages).TakeWhile(_ => left > 0))
            {
                Write(writer, message);
                left -= Math.Min(message.Content.Body.Length, MaximumBodyBytes);
            }

            writer.WriteEndArray();
        });
    }

    /// <summary>All messages of a queue, or of a group in it, complete, one per line.</summary>
    public async Task ExportAsync(HttpContext context, string name)
    {
        var queue = deadLetters.Get(name);
        var selection = SelectionOf(context);
        var messages = selection.Of(queue).ToList();
        var suffix = selection.Group is { } group && messages.Count > 0 ? $"-{group}" : "";
        context.Response.ContentType = "application/jsonl";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{queue.Name}{suffix}.jsonl\"";
        var line = new ArrayBufferWriter<byte>();
        foreach (var message in messages)
        {
            line.ResetWrittenCount();
            DeadLetterLine.Write(line, message.AsDeadLetter());
            await context.Response.Body.WriteAsync(line.WrittenMemory, context.RequestAborted);
        }
    }

    private static DeadLetterSelection SelectionOf(HttpContext context) =>
        new(context.Request.Query["group"].FirstOrDefault() is { Length: > 0 } group ? group : null);

    private Examined? Examine(MessageQueue queue)
    {
        try
        {
            var counts = queue.Counts;
            var messages = queue.Look(MaximumExamined);
            var count = Math.Max(counts.Visible + counts.InFlight + counts.Delayed, messages.Count);
            var sources = deadLetters.SourcesOf(queue).Select(source => source.Name);
            return new Examined(queue.Name, [.. sources], count, messages.Count, Group(messages));
        }
        catch (AwsException)
        {
            // The queue was deleted meanwhile.
            return null;
        }
    }

    private static IReadOnlyList<DeadLetterGroup<SeenMessage>> Group(IEnumerable<SeenMessage> messages)
    {
        var groups = new DeadLetterGroups<SeenMessage>();
        foreach (var message in messages)
            groups.Add(message.Cause(), message.AsDeadLetter().FailedAt, message);
        return groups.Largest;
    }

    private void Write(Utf8JsonWriter writer, Examined queue, ref int left)
    {
        writer.WriteStartObject();
        writer.WriteString("queue", queue.Name);
        writer.WriteStartArray("sources");
        foreach (var source in queue.Sources)
            writer.WriteStringValue(source);
        writer.WriteEndArray();
        writer.WriteNumber("count", queue.Count);
        writer.WriteNumber("examined", queue.Messages);
        if (Note(queue) is { } note)
            writer.WriteString("note", note);
        writer.WriteStartArray("groups");
        foreach (var group in queue.Groups.Take(MaximumGroups))
        {
            writer.WriteStartObject();
            writer.WriteString("group", group.Cause.GroupId);
            writer.WriteString("reason", group.Cause.Reason);
            writer.WriteString("exceptionType", group.Cause.ExceptionType);
            writer.WriteString("message", group.Cause.Message);
            writer.WriteString("detailType", group.Cause.DetailType);
            writer.WriteString("workerVersion", group.Cause.WorkerVersion);
            writer.WriteNumber("count", group.Count);
            writer.WriteString("firstAt", group.FirstAt);
            writer.WriteString("lastAt", group.LastAt);
            if (left > 0)
            {
                writer.WritePropertyName("example");
                Write(writer, group.Example);
                left -= Math.Min(group.Example.Content.Body.Length, MaximumBodyBytes);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private void Write(Utf8JsonWriter writer, SeenMessage message)
    {
        writer.WriteStartObject();
        json.Write(writer, message, MaximumBodyBytes);
        writer.WriteEndObject();
    }

    private static string? Note(Examined queue)
    {
        List<string> sentences = [];
        if (queue.Messages < queue.Count)
            sentences.Add($"Only the oldest {queue.Messages} of {queue.Count} messages are grouped here.");
        if (queue.Groups.Count > MaximumGroups)
            sentences.Add($"Only the largest {MaximumGroups} of {queue.Groups.Count} groups are shown.");
        return sentences.Count == 0 ? null : string.Join(' ', sentences);
    }

    private sealed record Examined(
        string Name, IReadOnlyList<string> Sources, int Count, int Messages, IReadOnlyList<DeadLetterGroup<SeenMessage>> Groups);
}
