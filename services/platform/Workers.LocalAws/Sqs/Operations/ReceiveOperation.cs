using Workers.LocalAws.Http;
using Workers.LocalAws.Sqs.Messages;
using Workers.LocalAws.Sqs.Queues;

namespace Workers.LocalAws.Sqs.Operations;

/// <summary>ReceiveMessage.</summary>
internal sealed class ReceiveOperation(QueueStore queues)
{
    public async ValueTask Receive(AwsCall call)
    {
        var queue = call.Queue(queues);
        var settings = queue.Settings;
        var maximum = call.Input.Ranged("MaxNumberOfMessages", 1, SqsLimits.MaximumBatch) ?? 1;
        var visibility = Seconds(call.Input.Ranged("VisibilityTimeout", 0, SqsLimits.MaximumVisibilitySeconds))
            ?? settings.VisibilityTimeout;
        var wait = Seconds(call.Input.Ranged("WaitTimeSeconds", 0, SqsLimits.MaximumWaitSeconds)) ?? settings.WaitTime;
        var selection = AttributeSelection.Read(call.Input);

        var attemptId = MessageGroupId.Check(call.Input.Text("ReceiveRequestAttemptId"), "ReceiveRequestAttemptId");
        if (attemptId is not null && !settings.IsFifo)
            throw SqsError.NotForThisQueueType("ReceiveRequestAttemptId", attemptId);

        var received = await queue.ReceiveAsync(new ReceiveRequest(maximum, visibility, wait, call.Faults, attemptId), call.Disconnected);
        try
        {
            await call.ReserveAsync(received.Sum(message => (long)message.Message.Content.Body.Length));
        }
        catch (OperationCanceledException)
        {
            queue.GiveBack(received);
            throw;
        }

        if (call.IsClosed)
        {
            // Nobody reads the response.
            queue.GiveBack(received);
            received = [];
        }

        call.Output.WriteStartObject();
        // As in AWS, an empty receive has no member Messages.
        if (received.Count > 0)
        {
            call.Output.WriteStartArray("Messages");
            foreach (var message in received)
                ReceivedMessageWriter.Write(call.Output, message, selection, queues.AccountId);
            call.Output.WriteEndArray();
        }

        call.Output.WriteEndObject();
    }

    private static TimeSpan? Seconds(int? seconds) => seconds is { } value ? TimeSpan.FromSeconds(value) : null;
}
