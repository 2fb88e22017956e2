using System.Text.Json;
using Microsoft.Extensions.Logging;
using Workers.LocalAws.EventBridge.Buses;
using Workers.LocalAws.Http;
using Workers.LocalAws.Sqs.Messages;
using Workers.LocalAws.Sqs.Queues;

namespace Workers.LocalAws.EventBridge.Delivery;

/// <summary>Copies an event into the archives of its bus and to the targets of every matching rule.</summary>
internal sealed partial class EventDelivery(BusStore buses, QueueStore queues, TimeProvider time, ILogger<EventDelivery> logger)
{
    private readonly TargetDeadLetters _deadLetters = new(queues, logger);

    /// <param name="bus">The bus that has accepted the event.</param>
    /// <param name="accepted">The event.</param>
    /// <param name="rules">ARNs of the only rules that get it; all rules of the bus without.</param>
    public void Deliver(EventBus bus, BusEvent accepted, IReadOnlySet<string>? rules = null)
    {
        bus.Events.Add();
        bus.Sources.Add(accepted.Source);
        if (bus.Rules.IsEmpty && bus.Archives.IsEmpty)
            return;

        using var document = JsonDocument.Parse(accepted.Envelope, EventEnvelope.Reading);
        foreach (var archive in bus.Archives)
            archive.Add(accepted, document.RootElement);

        // Most targets get the unchanged event: they share one copy.
        MessageContent? whole = null;
        foreach (var (_, rule) in bus.Rules)
        {
            if (!rule.IsEnabled || rule.Targets.IsEmpty || rules?.Contains(rule.Arn) == false || !rule.Pattern.Matches(document.RootElement))
                continue;
            rule.Matches.Add();

            var delivered = new DeliveredEvent(accepted.Envelope, document.RootElement, rule.Name, rule.Arn, time.GetUtcNow());
            foreach (var target in rule.Targets)
            {
                if (target.Kind == TargetKind.Bus)
                    Forward(rule, target, accepted);
                else if (target.Input == TargetInput.Whole && target.GroupId is null)
                    Deliver(rule, target, whole ??= new MessageContent(accepted.Envelope, traceHeader: accepted.TraceHeader), accepted.Envelope);
                else if (target.Input.Render(delivered) is { } body)
                    Deliver(rule, target, new MessageContent(body, traceHeader: accepted.TraceHeader) { GroupId = target.GroupId }, accepted.Envelope);
                else
                    LogNotJson(logger, target.Id, rule.Name);
            }
        }
    }

    private void Deliver(EventRule rule, EventTarget target, MessageContent content, byte[] envelope)
    {
        if (target.Kind == TargetKind.LogGroup)
        {
            buses.LogGroups.Add(target.Arn, time.GetUtcNow(), content.Body);
            return;
        }

        try
        {
            if (queues.FindByArn(target.Arn) is not { } queue)
                _deadLetters.Add(rule, target, envelope, "NO_RESOURCE", "The specified queue does not exist.");
            else if (content.Bytes > queue.Settings.MaximumMessageBytes)
                _deadLetters.Add(rule, target, envelope, "INVALID_PARAMETER", $"Longer than {queue.Settings.MaximumMessageBytes} bytes.");
            else
                queue.Send(content);
        }
        catch (AwsException error)
        {
            // The queue was deleted meanwhile, or it is a FIFO queue that needs a deduplication id.
            var code = error.Code == "InvalidParameterValue" ? "INVALID_PARAMETER" : "NO_RESOURCE";
            _deadLetters.Add(rule, target, envelope, code, error.Message);
        }
    }

    /// <summary>
    /// Sends the event to another bus. "EventBridge can't route events received from a sender event bus to a third event bus" (user guide,
    /// "Sending events between event buses in the same account and Region").
    /// </summary>
    private void Forward(EventRule rule, EventTarget target, BusEvent accepted)
    {
        if (accepted.IsForwarded)
            LogNotForwarded(logger, rule.Name, target.Arn);
        else if (buses.Find(target.Arn) is { } receiver)
            Deliver(receiver, accepted with { IsForwarded = true });
        else
            _deadLetters.Add(rule, target, accepted.Envelope, "NO_RESOURCE", "The specified event bus does not exist.");
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "An event for target {Target} of rule {Rule} is lost: its InputTemplate makes no JSON of it. AWS loses it without a word")]
    static partial void LogNotJson(ILogger logger, string target, string rule);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "An event of rule {Rule} was not sent to {Target}: it came from another event bus. Neither does AWS send it to a third bus")]
    static partial void LogNotForwarded(ILogger logger, string rule, string target);
}
