using System.Text.Json;
using Workers.LocalAws.EventBridge.Delivery;
using Workers.LocalAws.EventBridge.Patterns;
using Workers.LocalAws.Http;

namespace Workers.LocalAws.EventBridge.Operations;

/// <summary>Patterns in requests.</summary>
internal static class PatternOperations
{
    private const int MaximumLength = 4096;

    public static ValueTask Test(AwsCall call)
    {
        var pattern = Parse(call.Input.Required("EventPattern"));
        var text = call.Input.Required("Event");
        bool result;
        try
        {
            using var document = JsonDocument.Parse(text, EventEnvelope.Reading);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !WellFormedText.In(text))
                throw new JsonException("It is not a JSON object.");
            RequireEnvelope(document.RootElement);
            result = pattern.Matches(document.RootElement);
        }
        catch (JsonException error)
        {
            throw EventNotValid(error.Message);
        }

        call.Output.WriteStartObject();
        call.Output.WriteBoolean("Result", result);
        call.Output.WriteEndObject();
        return default;
    }

    public static EventPattern Parse(string text)
    {
        if (text.Length > MaximumLength)
            throw EventBridgeInput.Constraint("EventPattern", "…", $"Member must have length less than or equal to {MaximumLength}");
        try
        {
            return EventPattern.Parse(text);
        }
        catch (InvalidEventPatternException error)
        {
            throw EventBridgeError.InvalidPattern(error.Message);
        }
    }

    private static void RequireEnvelope(JsonElement root)
    {
        foreach (var name in (ReadOnlySpan<string>)["id", "account", "source", "time", "region", "detail-type"])
        {
            if (!root.TryGetProperty(name, out _))
                throw EventNotValid($"{name} is a required field.");
        }
    }

    // The second line is ours.
    private static AwsException EventNotValid(string reason) => EventBridgeError.Validation($"Parameter Event is not valid.\n {reason}");
}
