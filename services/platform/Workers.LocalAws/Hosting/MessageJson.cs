using System.Text;
using System.Text.Json;
using Workers.LocalAws.DeadLetters;
using Workers.LocalAws.Sqs.Messages;
using Workers.LocalAws.Sqs.Queues;

namespace Workers.LocalAws.Hosting;

/// <summary>Messages as JSON.</summary>
internal sealed class MessageJson(TraceLinks traces)
{
    /// <summary>Writes the members into the current object. A longer body is truncated.</summary>
    public void Write(Utf8JsonWriter writer, SeenMessage message, int maximumBodyBytes = int.MaxValue)
    {
        var summary = message.Summary();
        writer.WriteString("messageId", message.Id);
        writer.WriteString("sentAt", message.SentAt);
        writer.WriteNumber("receiveCount", message.ReceiveCount);
        writer.WriteString("state", message.State switch
        {
            MessageState.Visible => "visible",
            MessageState.InFlight => "inFlight",
            _ => "delayed",
        });
        WriteText(writer, "detailType", summary.DetailType);
        WriteText(writer, "eventId", summary.EventId);
        WriteText(writer, "traceId", summary.TraceId);
        WriteText(writer, "traceUrl", traces.UrlOf(summary.TraceId));
        var body = message.Content.Body.AsSpan();
        writer.WriteString("body", body[..CutAt(body, maximumBodyBytes)]);
        if (body.Length > maximumBodyBytes)
            writer.WriteNumber("bodyBytes", body.Length);
        writer.WriteStartObject("attributes");
        foreach (var attribute in message.Content.Attributes)
            writer.WriteString(attribute.Name, TextOf(attribute));
        writer.WriteEndObject();
        WriteText(writer, "messageGroupId", message.Content.GroupId);
        WriteText(writer, "messageDeduplicationId", message.Fifo?.DeduplicationId);
        WriteText(writer, "sequenceNumber", message.Fifo?.SequenceNumber);
        writer.WriteString("traceHeader", message.Content.TraceHeader);
        writer.WriteString("deadLetterSource", message.DeadLetterSourceArn);
    }

    private static string TextOf(MessageAttribute attribute) =>
        attribute.IsBinary ? Convert.ToBase64String(attribute.Value.Span) : Encoding.UTF8.GetString(attribute.Value.Span);

    private static void WriteText(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
            writer.WriteString(name, value);
    }

    // Not within a character, which has up to four bytes.
    private static int CutAt(ReadOnlySpan<byte> text, int maximum)
    {
        if (text.Length <= maximum)
            return text.Length;
        while (maximum > 0 && (text[maximum] & 0xC0) == 0x80)
            maximum--;
        return maximum;
    }
}
