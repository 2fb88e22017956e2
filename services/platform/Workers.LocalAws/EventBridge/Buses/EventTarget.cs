using System.Text.Json;
using Workers.LocalAws.EventBridge.Delivery;

namespace Workers.LocalAws.EventBridge.Buses;

/// <summary>A target of a rule.</summary>
/// <param name="Id">Its name within the rule.</param>
/// <param name="Arn">The queue, bus or log group.</param>
/// <param name="Kind">Which of them it is.</param>
/// <param name="Input">The part of the event that is sent.</param>
/// <param name="DeadLetterArn">The queue for undeliverable events.</param>
/// <param name="GroupId">The message group in the queue.</param>
/// <param name="Definition">The client's complete definition, for responses.</param>
internal sealed record EventTarget(
    string Id,
    string Arn,
    TargetKind Kind,
    TargetInput Input,
    string? DeadLetterArn,
    string? GroupId,
    JsonElement Definition);
