using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Workers.LocalAws.EventBridge.Buses;
using Workers.LocalAws.Http;
using Workers.LocalAws.Sqs.Messages;
using Workers.LocalAws.Sqs.Queues;

namespace Workers.LocalAws.EventBridge.Delivery;

/// <summary>Copies an event into the queues of every matching rule.</summary>
internal sealed partial class EventDelivery(QueueStore queues, TimeProvider time, ILogger<EventDelivery> logger)
{
    /// <param name="bus">The bus that has accepted the event.</param>
    /// <param name="accepted">The event.</param>
    /// <param name="rules">ARNs of the only rules that get it; all rules of the bus without.</param>
    public void Deliver(EventBus bus, BusEvent accepted, IReadOnlySet<string>? rules = null)
    {
        bus.Events.Add();
        bus.Sources.Add(accepted.Source);
        if (bus.Rules.IsEmpty && bus.Archives.IsEmpty)
            return;

        var (_, _, envelope, traceHeader) = accepted;
        using var document = JsonDocument.Parse(envelope, EventEnvelope.Reading);
        foreach (var archive in bus.Archives)
            archive.Add(accepted, document.RootElement);

        // Most targets get the unchanged event: they share one copy.
        MessageContent? whole = null;
        foreach (var (_, rule) in bus.Rules)
        {
            if (!rule.IsEnabled || rule.Targets.IsEmpty || rules?.Contains(rule.Arn) == false || !rule.Pattern.Matches(document.RootElement))
                continue;
            rule.Matches.Add();

            var delivered = new DeliveredEvent(envelope, document.RootElement, rule.Name, rule.Arn, time.GetUtcNow());
            foreach (var target in rule.Targets)
            {
                if (target.Input == TargetInput.Whole && target.GroupId is null)
                    Deliver(rule, target, whole ??= new MessageContent(envelope, traceHeader: traceHeader), envelope);
                else if (target.Input.Render(delivered) is { } body)
                    Deliver(rule, target, new MessageContent(body, traceHeader: traceHeader) { GroupId = target.GroupId }, envelope);
                else
                    LogNotJson(logger, target.Id, rule.Name);
            }
        }
    }

    private void Deliver(EventRule rule, EventTarget target, MessageContent content, byte[] envelope)
    {
        try
        {
            if (queues.FindByArn(target.Arn) is not { } queue)
                Bury(rule, target, envelope, "NO_RESOURCE", "The specified queue does not exist.");
            else if (content.Bytes > queue.Settings.MaximumMessageBytes)
                Bury(rule, target, envelope, "INVALID_PARAMETER", $"Longer than {queue.Settings.MaximumMessageBytes} bytes.");
            else
                queue.Send(content);
        }
        catch (AwsException error)
        {
            // The queue was deleted meanwhile.
            Bury(rule, target, envelope, "NO_RESOURCE", error.Message);
        }
    }

    /// <summary>
    /// Sends the whole event to the target's dead-letter queue, with the reason as attributes; without one it is dropped.
    /// </summary>
    private void Bury(EventRule rule, EventTarget target, byte[] envelope, string code, string message)
    {
        if (target.DeadLetterArn is not { } arn || queues.FindByArn(arn) is not { } deadLetterQueue)
        {
            LogDropped(logger, rule.Name, target.Arn, message);
            return;
        }

        deadLetterQueue.Send(new MessageContent(
            envelope,
            [
                Attribute("ERROR_CODE", code),
                Attribute("ERROR_MESSAGE", message),
                Attribute("EXHAUSTED_RETRY_CONDITION", "MaximumRetryAttempts"),
                Attribute("RETRY_ATTEMPTS", "0"),
                Attribute("RULE_ARN", rule.Arn),
                Attribute("TARGET_ARN", target.Arn),
            ]));
    }

    private static MessageAttribute Attribute(string name, string value) => new(name, "String", Encoding.UTF8.GetBytes(value));

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "An event for target {Target} of rule {Rule} is lost: its InputTemplate makes no JSON of it. AWS loses it without a word")]
    static partial void LogNotJson(ILogger logger, string target, string rule);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "An event of rule {Rule} was dropped: {Target} did not accept it and the target has no dead-letter queue. {Reason}")]
    static partial void LogDropped(ILogger logger, string rule, string target, string reason);
}
