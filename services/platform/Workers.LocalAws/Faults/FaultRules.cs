using Workers.LocalAws.Hosting;

namespace Workers.LocalAws.Faults;

/// <summary>Validates settings. Names are those of the JSON, which differ from the properties' only in the first letter.</summary>
internal static class FaultRules
{
    // Shares such as 0.1, 0.2, 0.3 and 0.4 add up to a little more than 1 in binary.
    private const double Rounding = 1e-9;

    /// <summary>The first error, or null.</summary>
    public static string? Problem(FaultSettings settings) =>
        Share("throttle", settings.Throttle)
        ?? Share("serverError", settings.ServerError)
        ?? Share("dropBefore", settings.DropBefore)
        ?? Share("dropAfter", settings.DropAfter)
        ?? Milliseconds("latencyMs", settings.LatencyMs)
        ?? Milliseconds("latencyJitterMs", settings.LatencyJitterMs)
        ?? Share("failedEntries", settings.FailedEntries)
        ?? Share("duplicate", settings.Duplicate)
        ?? Share("reorder", settings.Reorder)
        ?? Sum(settings.Throttle + settings.ServerError + settings.DropBefore + settings.DropAfter)
        ?? settings.Operations?.Select(Operation).FirstOrDefault(problem => problem is not null);

    private static string? Share(string name, double value) =>
        value is >= 0 and <= 1 ? null : $"{name} must be from 0 to 1, not {value}.";

    private static string? Milliseconds(string name, int value) => value is >= 0 and <= FaultSettings.MaximumLatencyMs
        ? null
        : $"{name} must be from 0 to {FaultSettings.MaximumLatencyMs}, not {value}.";

    private static string? Sum(double sum) => sum <= 1 + Rounding
        ? null
        : $"throttle, serverError, dropBefore and dropAfter must add up to 1 at most, not {sum:0.####}: a call gets at most one of them.";

    private static string? Operation(string? name)
    {
        if (name is not null && AwsServices.Operations.Contains(name))
            return null;
        var near = AwsServices.Operations.FirstOrDefault(known =>
            string.Equals(known[(known.IndexOf(':', StringComparison.Ordinal) + 1)..], name, StringComparison.OrdinalIgnoreCase)
            || string.Equals(known, name, StringComparison.OrdinalIgnoreCase));
        return $"operations: '{name}' is not known. "
            + (near is null ? "Examples: sqs:ReceiveMessage and events:PutEvents." : $"Did you mean {near}?");
    }
}
