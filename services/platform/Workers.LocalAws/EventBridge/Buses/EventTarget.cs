using System.Text.Json;
using Workers.LocalAws.EventBridge.Delivery;

namespace Workers.LocalAws.EventBridge.Buses;

/// <summary>Where a rule sends events.</summary>
/// <param name="Id">Its name within the rule.</param>
/// <param name="Arn">The queue.</param>
/// <param name="Input">What of the event is sent.</param>
/// <param name="DeadLetterArn">The queue for events that can not be delivered.</param>
/// <param name="GroupId">The message group in the queue.</param>
/// <param name="Definition">All that the client wrote, to be shown again.</param>
internal sealed record EventTarget(
    string Id,
    string Arn,
    TargetInput Input,
    string? DeadLetterArn,
    string? GroupId,
    JsonElement Definition);
