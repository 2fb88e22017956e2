using System.Text.Json;
using Workers.LocalAws.Http;
using Workers.LocalAws.Sqs.Moving;
using Workers.LocalAws.Sqs.Queues;

namespace Workers.LocalAws.Sqs.Operations;

/// <summary>The redrive of dead-letter queues.</summary>
internal sealed class MoveTaskOperations(QueueStore queues)
{
    public ValueTask Start(AwsCall call)
    {
        var source = Source(call);
        if (!queues.SourcesOf(source).Any())
            throw SqsError.InvalidParameter("Source queue must be configured as a Dead Letter Queue.");

        var destination = call.Input.Text("DestinationArn");
        if (destination is not null)
            CheckDestination(source, destination);

        var task = queues.MoveTasks.Start(source, destination, call.Input.Ranged("MaxNumberOfMessagesPerSecond", 1, 500));
        call.Output.WriteStartObject();
        call.Output.WriteString("TaskHandle", task.Handle);
        call.Output.WriteEndObject();
        return default;
    }

    public ValueTask List(AwsCall call)
    {
        var tasks = queues.MoveTasks.Of(Source(call), call.Input.Ranged("MaxResults", 1, 10) ?? 1);
        call.Output.WriteStartObject();
        call.Output.WriteStartArray("Results");
        foreach (var task in tasks)
            Write(call.Output, task);
        call.Output.WriteEndArray();
        call.Output.WriteEndObject();
        return default;
    }

    public ValueTask Cancel(AwsCall call)
    {
        var handle = call.Input.Required("TaskHandle");
        Find(MoveTaskHandle.SourceOf(handle) ?? throw SqsError.InvalidParameter("Value for parameter TaskHandle is invalid."));
        var task = queues.MoveTasks.Find(handle) ?? throw SqsError.ResourceNotFound("Task does not exist.");
        if (!task.Cancel())
            throw SqsError.Unsupported("Only active tasks can be cancelled.");

        call.Output.WriteStartObject();
        call.Output.WriteNumber("ApproximateNumberOfMessagesMoved", task.Moved);
        call.Output.WriteEndObject();
        return default;
    }

    private void CheckDestination(MessageQueue source, string destinationArn)
    {
        if (queues.FindByArn(destinationArn) is not { } destination)
            throw SqsError.ResourceNotFound("The resource that you specified for the DestinationArn parameter doesn't exist.");
        if (destination == source)
            throw SqsError.InvalidParameter("Source queue arn and destination queue arn cannot be the same.");
        if (destination.Settings.IsFifo != source.Settings.IsFifo)
            throw SqsError.InvalidParameter("Source queue and destination queue must be of the same type.");
    }

    private MessageQueue Source(AwsCall call) => Find(call.Input.Required("SourceArn"));

    private MessageQueue Find(string sourceArn) => queues.FindByArn(sourceArn)
        ?? throw SqsError.ResourceNotFound("The resource that you specified for the SourceArn parameter doesn't exist.");

    private static void Write(Utf8JsonWriter output, MoveTask task)
    {
        output.WriteStartObject();
        // As in AWS, only a running task has a handle: others cannot be cancelled.
        if (task.Status == MoveTaskStatus.Running)
            output.WriteString("TaskHandle", task.Handle);
        output.WriteString("Status", task.Status.ToString().ToUpperInvariant());
        output.WriteString("SourceArn", task.SourceArn);
        if (task.DestinationArn is { } destination)
            output.WriteString("DestinationArn", destination);
        if (task.PerSecond is { } perSecond)
            output.WriteNumber("MaxNumberOfMessagesPerSecond", perSecond);
        output.WriteNumber("ApproximateNumberOfMessagesMoved", task.Moved);
        output.WriteNumber("ApproximateNumberOfMessagesToMove", task.ToMove);
        if (task.FailureReason is { } reason)
            output.WriteString("FailureReason", reason);
        output.WriteNumber("StartedTimestamp", task.StartedAt.ToUnixTimeMilliseconds());
        output.WriteEndObject();
    }
}
