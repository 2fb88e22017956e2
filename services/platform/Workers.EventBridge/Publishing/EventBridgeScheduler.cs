using System.Text;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.SQS;
using Workers.EventBridge.Aws;
using Workers.EventBridge.Configuration;
using Workers.EventBridge.Envelope;
using Workers.EventBridge.Receiving;
using Workers.EventBridge.Topology;

namespace Workers.EventBridge.Publishing;

/// <summary>
/// Keeps scheduled messages as one-time schedules of EventBridge Scheduler, which sends them to the bus or to a queue when they are due, and
/// deletes them then. The name of a schedule is the token that cancels it.
/// </summary>
internal sealed class EventBridgeScheduler(
    SchedulerSettings settings,
    Lazy<SchedulerClient> client,
    Func<string?, IAmazonSQS> sqs,
    Func<CancellationToken, Task<string>> findBusArn,
    TimeProvider time) : IOutbox
{
    /// <summary>Maximum bytes of a target's input (EventBridge Scheduler User Guide, "Quotas": target invocation payload of 256 KB).</summary>
    private const int MaxSize = 262_144;

    public bool CanSchedule => true;

    /// <summary>Creates the schedule.</summary>
    /// <exception cref="EventPublishException">EventBridge Scheduler rejects it, or its target is not known.</exception>
    /// <exception cref="QueueMissingException">The queue does not exist.</exception>
    public async Task AddAsync(OutgoingEvent @event, CancellationToken cancellationToken)
    {
        var input = Input(@event);
        if (Encoding.UTF8.GetByteCount(input) is > MaxSize and var size)
            throw new EventPublishException(
                "MessageTooLarge",
                $"{@event.Source}/{@event.DetailType} was not scheduled: it has {size} bytes, and EventBridge Scheduler allows {MaxSize}. Schedule a reference to the data instead.");

        var schedule = new JsonObject
        {
            ["ClientToken"] = $"{@event.EventId:D}",
            ["GroupName"] = settings.Group,
            ["ScheduleExpression"] = $"at({Due(@event.ScheduledAt!.Value):yyyy-MM-ddTHH:mm:ss})",
            ["FlexibleTimeWindow"] = new JsonObject { ["Mode"] = "OFF" },
            ["ActionAfterCompletion"] = "DELETE",
            ["Target"] = await TargetAsync(@event, input, cancellationToken).ConfigureAwait(false),
        };
        try
        {
            await client.Value.CreateScheduleAsync(Name(@event.SchedulingToken ?? @event.EventId), schedule, cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonServiceException error)
        {
            throw Failure($"{@event.Source}/{@event.DetailType} was not scheduled", "scheduler:CreateSchedule, and iam:PassRole on the role", error);
        }
    }

    /// <summary>Deletes the schedule, if it has not run yet.</summary>
    public async Task CancelAsync(Guid schedulingToken, CancellationToken cancellationToken)
    {
        try
        {
            await client.Value.DeleteScheduleAsync(Name(schedulingToken), settings.Group, cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonServiceException error) when (error.ErrorCode == "ResourceNotFoundException")
        {
            // It was sent, or cancelled before.
        }
        catch (AmazonServiceException error)
        {
            throw Failure($"The message scheduled with the token {schedulingToken} was not cancelled", "scheduler:DeleteSchedule", error);
        }
    }

    private static string Name(Guid token) => $"{token:D}";

    // A schedule has whole seconds, and is rejected if its time has passed.
    private DateTime Due(DateTimeOffset scheduledAt)
    {
        var soon = time.GetUtcNow() + TimeSpan.FromSeconds(1);
        var due = (scheduledAt > soon ? scheduledAt : soon).UtcDateTime;
        return due.AddTicks((TimeSpan.TicksPerSecond - (due.Ticks % TimeSpan.TicksPerSecond)) % TimeSpan.TicksPerSecond);
    }

    // EventBridge Scheduler replaces its keywords in the input, such as <aws.scheduler.execution-id>. In JSON, the escaped character is the same.
    private static string Input(OutgoingEvent @event) => Encoding.UTF8.GetString(@event.Queue is null ? @event.Detail.Span : Envelope(@event))
        .Replace("<aws.scheduler.", "\\u003caws.scheduler.", StringComparison.Ordinal);

    private static byte[] Envelope(OutgoingEvent @event) => EnvelopeWriter.Write(
        new EventName(@event.Source, @event.DetailType), @event.EventId, @event.ScheduledAt!.Value, @event.Detail.Span);

    private async Task<JsonObject> TargetAsync(OutgoingEvent @event, string input, CancellationToken cancellationToken)
    {
        var bus = await findBusArn(cancellationToken).ConfigureAwait(false);
        if (bus.Length == 0)
            throw new EventPublishException(
                "AccessDenied",
                $"{@event.Source}/{@event.DetailType} was not scheduled: the ARN of the bus is not known. Allow events:DescribeEventBus, or pass the ARN to cfg.Host.");

        var target = new JsonObject { ["Arn"] = bus, ["RoleArn"] = settings.RoleArn, ["Input"] = input };
        if (@event.Queue is not { } queue)
        {
            target["EventBridgeParameters"] = new JsonObject { ["Source"] = @event.Source, ["DetailType"] = @event.DetailType };
            return target;
        }

        target["Arn"] = await QueueArnAsync(queue, bus, cancellationToken).ConfigureAwait(false);
        if (SourceQueue.IsFifoName(queue))
        {
            var sent = EnvelopeReader.Read(Envelope(@event));
            target["SqsParameters"] = new JsonObject { ["MessageGroupId"] = OrderingKey.ToGroup(sent.Metadata?.OrderingKey ?? sent.EventId) };
        }

        return target;
    }

    private async Task<string> QueueArnAsync(string queue, string bus, CancellationToken cancellationToken)
    {
        var address = QueueAddress.Parse(queue);
        try
        {
            var url = await QueueSender.FindAsync(sqs(address.Region), address, cancellationToken).ConfigureAwait(false);
            var arn = bus.Split(':');
            return $"arn:{arn[1]}:sqs:{address.Region ?? arn[3]}:{new Uri(url).Segments[1].TrimEnd('/')}:{address.Name}";
        }
        catch (AmazonSQSException missing) when (SourceQueue.IsMissing(missing, address))
        {
            throw new QueueMissingException($"Queue {address} was not found: nothing was scheduled. Deploy the queue, or correct its address.", missing);
        }
    }

    private EventPublishException Failure(string what, string permission, AmazonServiceException error) => new(
        error.ErrorCode ?? "Unreachable",
        $"{what}: EventBridge Scheduler answers {error.ErrorCode}: {error.Message} (group '{settings.Group}', role {settings.RoleArn}; it needs {permission}).",
        error)
    {
        IsTransient = TransientErrors.Of(error),
    };
}
