using Workers.LocalAws.Http;
using Workers.LocalAws.Sqs.Queues;

namespace Workers.LocalAws.Sqs.Operations;

/// <summary>Settles received messages: deletes them, returns them, or extends their visibility timeout.</summary>
internal sealed class SettleOperations(QueueStore queues)
{
    public ValueTask Delete(AwsCall call)
    {
        call.Queue(queues).Delete(call.Input.Required("ReceiptHandle"));
        return default;
    }

    public ValueTask DeleteBatch(AwsCall call)
    {
        var queue = call.Queue(queues);
        Batch.Run(call, Batch.Read(call, "DeleteMessageBatchRequestEntry"), entry =>
        {
            var handle = entry.Required("ReceiptHandle");
            return () =>
            {
                queue.Delete(handle);
                return null;
            };
        });
        return default;
    }

    public ValueTask ChangeVisibility(AwsCall call)
    {
        var (handle, timeout) = ReadChange(call.Input);
        call.Queue(queues).ChangeVisibility(handle, timeout);
        return default;
    }

    public ValueTask ChangeVisibilityBatch(AwsCall call)
    {
        var queue = call.Queue(queues);
        Batch.Run(call, Batch.Read(call, "ChangeMessageVisibilityBatchRequestEntry"), entry =>
        {
            var (handle, timeout) = ReadChange(entry);
            return () =>
            {
                queue.ChangeVisibility(handle, timeout);
                return null;
            };
        });
        return default;
    }

    private static (string Handle, TimeSpan Timeout) ReadChange(AwsInput input)
    {
        var handle = input.Required("ReceiptHandle");
        var seconds = input.Ranged("VisibilityTimeout", 0, SqsLimits.MaximumVisibilitySeconds)
            ?? throw SqsError.MissingParameter("VisibilityTimeout");
        return (handle, TimeSpan.FromSeconds(seconds));
    }
}
