using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Workers.EventBridge.Envelope;
using Workers.EventBridge.Publishing;

namespace Workers.Cli.Events;

/// <summary>An event that is to be published.</summary>
/// <param name="Id">The id in its metadata.</param>
/// <param name="Event">The event.</param>
internal sealed record EventEntry(string Id, OutgoingEvent Event)
{
    /// <summary>The event as rules and workers see it. EventBridge tests a pattern only with an account and a region.</summary>
    public byte[] Envelope => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["version"] = "0",
        ["id"] = Id,
        ["detail-type"] = Event.DetailType,
        ["source"] = Event.Source,
        ["account"] = "000000000000",
        ["time"] = Event.Time!.Value.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture),
        ["region"] = "eu-west-1",
        ["resources"] = new JsonArray(),
        ["detail"] = JsonNode.Parse(Event.Detail.Span),
    }.ToJsonString());
}

/// <summary>
/// Reads events from a file: JSON values after one another, or an array. Each is an envelope, an entry of PutEvents, or an exported message. A detail
/// without <c>metadata</c> and <c>data</c> becomes the data, and gets metadata.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="newIds">Whether each event gets a new id, so that no inbox skips it.</param>
internal sealed class EventFile(TimeProvider time, bool newIds)
{
    /// <param name="path">The file; <c>-</c> for standard input.</param>
    /// <exception cref="CliException">The file is missing, or an event in it is wrong.</exception>
    public IReadOnlyList<EventEntry> Read(string path)
    {
        try
        {
            byte[] bytes;
            if (path == "-")
            {
                using var input = Console.OpenStandardInput();
                using var all = new MemoryStream();
                input.CopyTo(all);
                bytes = all.ToArray();
            }
            else
                bytes = File.ReadAllBytes(path);
            return [.. Values(bytes).Select((value, index) => EntryOf(value, $"{path}, event {index + 1}"))];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new CliException($"{path}: {error.Message}", error);
        }
    }

    /// <exception cref="CliException">The event is wrong.</exception>
    public EventEntry EntryOf(JsonNode? value, string place)
    {
        if (value is not JsonObject outer)
            throw new CliException($"{place}: it is not an object.");

        // An exported message has the event in its body.
        var entry = outer["body"] is JsonValue body && outer["source"] is null ? JsonNode.Parse(body.GetValue<string>())!.AsObject() : outer;
        var source = Text(entry, "source", "Source") ?? throw new CliException($"{place}: \"source\" is missing.");
        var type = Text(entry, "detail-type", "DetailType") ?? throw new CliException($"{place}: \"detail-type\" is missing.");
        if (source.StartsWith("aws.", StringComparison.Ordinal))
            throw new CliException($"{place}: sources that start with 'aws.' are reserved by AWS.");
        var detail = (entry["detail"] ?? entry["Detail"]) switch
        {
            JsonObject one => one,
            JsonValue text when text.TryGetValue<string>(out var json) => JsonNode.Parse(json) as JsonObject,
            _ => null,
        } ?? throw new CliException($"{place}: \"detail\" is missing, or is not an object.");
        var (id, written) = WithMetadata(detail);
        var made = new OutgoingEvent(
            EventIds.ToGuid(id), source, type, JsonSerializer.SerializeToUtf8Bytes(written, Terminals.Json.Compact), time.GetUtcNow(), TraceHeader: null);
        return EventSize.Problem(made, EventSize.Most) is { } problem ? throw new CliException($"{place}: {problem.Message}", problem) : new EventEntry(id, made);
    }

    private (string Id, JsonObject Detail) WithMetadata(JsonObject detail)
    {
        var isOurs = detail["metadata"] is JsonObject && detail.ContainsKey("data");
        var metadata = isOurs ? detail["metadata"]!.DeepClone().AsObject() : [];
        var id = newIds || metadata["eventId"] is null ? Guid.NewGuid().ToString() : (string)metadata["eventId"]!;
        metadata["eventId"] = id;
        metadata["eventVersion"] ??= 1;
        metadata["correlationId"] ??= id;
        metadata["producer"] ??= "workers-cli";
        if (newIds || metadata["occurredAt"] is null)
            metadata["occurredAt"] = time.GetUtcNow().ToString("O");
        if (!isOurs)
            return (id, new JsonObject { ["metadata"] = metadata, ["data"] = detail.DeepClone() });
        var whole = detail.DeepClone().AsObject();
        whole["metadata"] = metadata;
        return (id, whole);
    }

    private static List<JsonNode?> Values(byte[] bytes)
    {
        List<JsonNode?> values = [];
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = 128, CommentHandling = JsonCommentHandling.Skip });
        while (reader.Read())
        {
            var node = JsonNode.Parse(ref reader);
            values.AddRange(node is JsonArray array ? array.Select(one => one?.DeepClone()) : [node]);
        }

        return values;
    }

    private static string? Text(JsonObject entry, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (entry[name] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0)
                return text;
        }

        return null;
    }
}
