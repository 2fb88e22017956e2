using System.Text.Json;
using Workers.LocalAws.Sqs.Queues;

namespace Workers.LocalAws.DeadLetters;

/// <summary>The selected messages of a dead-letter queue: those of a group, those with these ids, or all.</summary>
internal sealed record DeadLetterSelection(string? Group = null, IReadOnlySet<Guid>? MessageIds = null)
{
    private const string Expected =
        """Send {"group":"…"}, {"messageIds":["…"]}, or {} for all messages of the queue.""";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Reads the body of a request; an empty one selects all.</summary>
    /// <exception cref="FormatException">It is not a selection; the message is the reason.</exception>
    public static DeadLetterSelection Read(ReadOnlyMemory<byte> json)
    {
        if (json.IsEmpty)
            return new DeadLetterSelection();
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new FormatException(Expected);
            return document.RootElement.EnumerateObject().ToList() switch
            {
                [] => new DeadLetterSelection(),
                [{ Name: "group", Value: { ValueKind: JsonValueKind.String } group }] => new DeadLetterSelection(group.GetString()),
                [{ Name: "messageIds", Value: { ValueKind: JsonValueKind.Array } ids }] => new DeadLetterSelection(MessageIds: Ids(ids)),
                _ => throw new FormatException(Expected),
            };
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new FormatException($"The request is not valid JSON: {error.Message} {Expected}", error);
        }
    }

    /// <summary>The selected messages among the oldest of a queue, in any state.</summary>
    public IEnumerable<SeenMessage> Of(MessageQueue queue, int maximum = int.MaxValue) =>
        queue.Look(maximum).Where(message =>
            (Group is null || message.Cause().GroupId == Group) && MessageIds?.Contains(message.Id) != false);

    /// <summary>Removes the selected messages from a queue.</summary>
    public SelectedMessages WithdrawFrom(MessageQueue queue) =>
        queue.WithdrawSelected(MessageIds ?? Of(queue).Select(message => message.Id).ToHashSet());

    private static HashSet<Guid> Ids(JsonElement ids) =>
    [
        .. ids.EnumerateArray().Select(id => id.ValueKind == JsonValueKind.String && id.TryGetGuid(out var value)
            ? value
            : throw new FormatException($"{id.GetRawText()} is not a message id.")),
    ];
}
