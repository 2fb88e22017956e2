using System.Text.Json;

namespace Workers.LocalAws.Faults;

/// <summary>Fault settings as JSON: a missing member is off.</summary>
internal static class FaultJson
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <exception cref="FormatException">It is not valid; the message has the reason and the member.</exception>
    public static FaultSettings Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new FormatException("The faults must be a JSON object, such as {\"throttle\":0.1}.");

            var settings = document.RootElement.EnumerateObject().Aggregate(FaultSettings.None, With);
            return FaultRules.Problem(settings) is { } problem ? throw new FormatException(problem) : settings;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new FormatException($"The faults are not valid JSON: {error.Message}", error);
        }
    }

    /// <summary>Writes all members into the current object.</summary>
    public static void Write(Utf8JsonWriter writer, FaultSettings settings)
    {
        writer.WriteNumber("throttle", settings.Throttle);
        writer.WriteNumber("serverError", settings.ServerError);
        writer.WriteNumber("dropBefore", settings.DropBefore);
        writer.WriteNumber("dropAfter", settings.DropAfter);
        writer.WriteNumber("latencyMs", settings.LatencyMs);
        writer.WriteNumber("latencyJitterMs", settings.LatencyJitterMs);
        writer.WriteNumber("failedEntries", settings.FailedEntries);
        writer.WriteNumber("duplicate", settings.Duplicate);
        writer.WriteNumber("reorder", settings.Reorder);
        writer.WriteStartArray("operations");
        foreach (var operation in settings.Operations ?? [])
            writer.WriteStringValue(operation);
        writer.WriteEndArray();
        if (settings.Seed is { } seed)
            writer.WriteNumber("seed", seed);
        else
            writer.WriteNull("seed");
    }

    private static FaultSettings With(FaultSettings settings, JsonProperty member) => member.Name switch
    {
        "throttle" => settings with { Throttle = Number(member) },
        "serverError" => settings with { ServerError = Number(member) },
        "dropBefore" => settings with { DropBefore = Number(member) },
        "dropAfter" => settings with { DropAfter = Number(member) },
        "latencyMs" => settings with { LatencyMs = Integer(member) },
        "latencyJitterMs" => settings with { LatencyJitterMs = Integer(member) },
        "failedEntries" => settings with { FailedEntries = Number(member) },
        "duplicate" => settings with { Duplicate = Number(member) },
        "reorder" => settings with { Reorder = Number(member) },
        "operations" => settings with { Operations = Texts(member) },
        "seed" => settings with { Seed = member.Value.ValueKind == JsonValueKind.Null ? null : Integer(member) },
        _ => throw new FormatException(
            $"'{member.Name}' is not known. Members are throttle, serverError, dropBefore, dropAfter, latencyMs, latencyJitterMs, "
            + "failedEntries, duplicate, reorder, operations and seed."),
    };

    private static double Number(JsonProperty member) => member.Value.ValueKind == JsonValueKind.Number
        ? member.Value.GetDouble()
        : throw Wrong(member, "a number");

    private static int Integer(JsonProperty member) =>
        member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetInt32(out var value)
            ? value
            : throw Wrong(member, "a whole number");

    private static string[]? Texts(JsonProperty member)
    {
        if (member.Value.ValueKind == JsonValueKind.Null)
            return null;
        return member.Value.ValueKind == JsonValueKind.Array
            && member.Value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
                ? [.. member.Value.EnumerateArray().Select(item => item.GetString()!)]
                : throw Wrong(member, "a list of names, such as [\"events:PutEvents\"]");
    }

    private static FormatException Wrong(JsonProperty member, string expected) =>
        new($"{member.Name} must be {expected}, not {member.Value.GetRawText()}.");
}
