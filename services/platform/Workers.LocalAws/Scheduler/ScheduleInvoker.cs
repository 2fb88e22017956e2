using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Workers.LocalAws.EventBridge.Buses;
using Workers.LocalAws.EventBridge.Delivery;
using Workers.LocalAws.Http;
using Workers.LocalAws.Sqs.Messages;
using Workers.LocalAws.Sqs.Queues;

namespace Workers.LocalAws.Scheduler;

/// <summary>Sends the event or the message of a schedule.</summary>
internal sealed partial class ScheduleInvoker(
    BusStore buses, QueueStore queues, EventDelivery delivery, LocalAwsOptions options, ILogger<ScheduleInvoker> logger)
{
    private readonly EventEnvelope _envelope = new(options);

    public void Invoke(Schedule schedule, DateTimeOffset scheduledTime)
    {
        var target = schedule.Settings.Target;
        var input = target.Input is null ? null : WithContext(target.Input, schedule, scheduledTime);
        try
        {
            if (!target.IsBus)
                Send(schedule, input ?? DefaultInput(schedule, scheduledTime));
            else if (buses.Find(target.Arn) is { } bus)
                delivery.Deliver(bus, new BusEvent(target.Source!, scheduledTime, Envelope(schedule, scheduledTime, target, input!), null));
            else
                LogLost(logger, schedule.Name, target.Arn, "There is no such event bus.");
        }
        catch (AwsException error)
        {
            // A queue was deleted meanwhile.
            LogLost(logger, schedule.Name, target.Arn, error.Message);
        }
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    // Source: the EventBridge Scheduler user guide, "Adding context attributes".
    private static string WithContext(string input, Schedule schedule, DateTimeOffset scheduledTime) => input
        .Replace("<aws.scheduler.schedule-arn>", schedule.Arn, StringComparison.Ordinal)
        .Replace("<aws.scheduler.scheduled-time>", Time(scheduledTime), StringComparison.Ordinal)
        .Replace("<aws.scheduler.execution-id>", Guid.NewGuid().ToString("N"), StringComparison.Ordinal)
        .Replace("<aws.scheduler.attempt-number>", "1", StringComparison.Ordinal);

    private byte[] Envelope(Schedule schedule, DateTimeOffset scheduledTime, ScheduleTarget target, string detail) =>
        _envelope.Create(Guid.NewGuid().ToString(), target.Source!, target.DetailType!, detail, scheduledTime, [schedule.Arn]);

    /// <summary>What a target without an input gets.</summary>
    private string DefaultInput(Schedule schedule, DateTimeOffset scheduledTime) => Encoding.UTF8.GetString(
        _envelope.Create(Guid.NewGuid().ToString(), "aws.scheduler", "Scheduled Event", "\"{}\"", scheduledTime, [schedule.Arn]));

    private void Send(Schedule schedule, string body)
    {
        var target = schedule.Settings.Target;
        var content = new MessageContent(Encoding.UTF8.GetBytes(body)) { GroupId = target.GroupId };
        if (queues.FindByArn(target.Arn) is not { } queue)
            AddDeadLetter(schedule, body, "NO_RESOURCE", "The specified queue does not exist.");
        else if (content.Bytes > queue.Settings.MaximumMessageBytes)
            AddDeadLetter(schedule, body, "INVALID_PARAMETER", $"Longer than {queue.Settings.MaximumMessageBytes} bytes.");
        else
            Send(schedule, body, queue, content);
    }

    private void Send(Schedule schedule, string body, MessageQueue queue, MessageContent content)
    {
        try
        {
            queue.Send(content);
        }
        catch (AwsException error)
        {
            // A FIFO queue needs a deduplication id if it has no content-based deduplication.
            AddDeadLetter(schedule, body, "INVALID_PARAMETER", error.Message);
        }
    }

    private void AddDeadLetter(Schedule schedule, string body, string code, string message)
    {
        var target = schedule.Settings.Target;
        if (target.DeadLetterArn is not { } arn || queues.FindByArn(arn) is not { } deadLetterQueue)
        {
            LogLost(logger, schedule.Name, target.Arn, message);
            return;
        }

        deadLetterQueue.Send(new MessageContent(
            Encoding.UTF8.GetBytes(body), DeadLetterAttributes.Create(code, message, ("SCHEDULE_ARN", schedule.Arn), target.Arn)));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The message of schedule {Schedule} to {Target} is lost: {Reason}")]
    static partial void LogLost(ILogger logger, string schedule, string target, string reason);
}
