using Workers.LocalAws.Http;
using Workers.LocalAws.Sqs.Messages;
using Workers.LocalAws.Sqs.Queues;

namespace Workers.LocalAws.Sqs.Operations;

/// <summary>SendMessage and SendMessageBatch.</summary>
internal sealed class SendOperations(QueueStore queues)
{
    public ValueTask Send(AwsCall call)
    {
        var queue = call.Queue(queues);
        var outgoing = Outgoing.Read(call.Input, queue.Settings.IsFifo, call.TraceHeader);
        var sent = outgoing.SendTo(queue, SqsError.MessageTooLong);
        call.Output.WriteStartObject();
        outgoing.WriteResult(call.Output, sent);
        call.Output.WriteEndObject();
        return default;
    }

    public ValueTask SendBatch(AwsCall call)
    {
        var queue = call.Queue(queues);
        var entries = Batch.Read(call, "SendMessageBatchRequestEntry");
        CheckSize(entries);
        var isFifo = queue.Settings.IsFifo;
        if (isFifo)
            CheckFifo(entries, queue.Settings.DeduplicatesByContent);
        Batch.Run(call, entries, entry =>
        {
            var outgoing = Outgoing.Read(entry, isFifo, call.TraceHeader);
            return () =>
            {
                var sent = outgoing.SendTo(queue, SqsError.EntryTooLong);
                return output => outgoing.WriteResult(output, sent);
            };
        });
        return default;
    }

    // As in AWS, an entry without one of these ids fails the whole batch, and a missing group is an invalid parameter here.
    private static void CheckFifo(List<(string Id, AwsInput Entry)> entries, bool deduplicatesByContent)
    {
        foreach (var (_, entry) in entries)
        {
            if (!entry.TryGet("MessageGroupId", out _))
                throw SqsError.InvalidParameter(SqsError.MissingParameter("MessageGroupId").Message);
            if (!deduplicatesByContent && !entry.TryGet("MessageDeduplicationId", out _))
                throw SqsError.NoDeduplicationId();
        }
    }

    private static void CheckSize(List<(string Id, AwsInput Entry)> entries)
    {
        // The raw text is never shorter than the body, so most batches need no exact count.
        long roughly = entries.Sum(entry => (long)System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(entry.Entry.Element).Length);
        if (roughly <= SqsLimits.MaximumMessageBytes)
            return;

        long bytes = entries.Sum(entry =>
            (entry.Entry.RawText("MessageBody") is { } body ? MessageText.Read(body)?.Length ?? 0 : 0)
            + MessageAttributeReader.Read(entry.Entry, "MessageAttributes").Sum(MessageContent.BytesOf));
        if (bytes > SqsLimits.MaximumMessageBytes)
            throw SqsError.BatchTooLong(bytes, SqsLimits.MaximumMessageBytes);
    }
}
