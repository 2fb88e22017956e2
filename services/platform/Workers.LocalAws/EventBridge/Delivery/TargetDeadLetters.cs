using Microsoft.Extensions.Logging;
using Workers.LocalAws.EventBridge.Buses;
using Workers.LocalAws.Sqs.Messages;
using Workers.LocalAws.Sqs.Queues;

namespace Workers.LocalAws.EventBridge.Delivery;

/// <summary>Events that a target did not accept.</summary>
internal sealed partial class TargetDeadLetters(QueueStore queues, ILogger logger)
{
    /// <summary>
    /// Sends the whole event to the target's dead-letter queue, with the reason as attributes; without one it is dropped.
    /// </summary>
    public void Add(EventRule rule, EventTarget target, byte[] envelope, string code, string message)
    {
        if (target.DeadLetterArn is not { } arn || queues.FindByArn(arn) is not { } deadLetterQueue)
        {
            LogDropped(logger, rule.Name, target.Arn, message);
            return;
        }

        deadLetterQueue.Send(new MessageContent(
            envelope, DeadLetterAttributes.Create(code, message, ("RULE_ARN", rule.Arn), target.Arn)));
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "An event of rule {Rule} was dropped: {Target} did not accept it and the target has no dead-letter queue. {Reason}")]
    static partial void LogDropped(ILogger logger, string rule, string target, string reason);
}
