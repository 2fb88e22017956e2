using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Workers.EventBridge.Envelope.Foreign;

/// <summary>
/// The JSON that SNS puts around a message for a queue, unless the subscription has raw message delivery (Amazon SNS Developer Guide, "Parsing
/// Amazon SNS message formats"). Its signature is not checked: the queue's policy decides who may send.
/// </summary>
/// <param name="Id">SNS's id of the message, the same for each delivery.</param>
/// <param name="Message">The message.</param>
/// <param name="Time">When it was published.</param>
internal sealed record SnsNotification(string Id, string Message, DateTimeOffset? Time)
{
    public static bool TryRead(JsonElement json, [NotNullWhen(true)] out SnsNotification? notification)
    {
        notification = null;
        if (json.ValueKind != JsonValueKind.Object || Text(json, "Type") != "Notification" || Text(json, "TopicArn") is null)
            return false;
        if (Text(json, "MessageId") is not { Length: > 0 and <= EnvelopeReader.MaxIdLength } id || Text(json, "Message") is not { } message)
            return false;

        notification = new SnsNotification(id, message, json.TryGetProperty("Timestamp", out var time) && time.ValueKind == JsonValueKind.String && time.TryGetDateTimeOffset(out var at) ? at : null);
        return true;
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
