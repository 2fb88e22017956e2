using System.Diagnostics;

namespace Workers.EventBridge.Diagnostics;

/// <summary>Turns W3C trace context into X-Ray's header and back (AWS X-Ray Developer Guide, "Tracing header").</summary>
internal static class XRayTraceHeader
{
    /// <summary><c>Root=1-{8 hex}-{24 hex};Parent={16 hex};Sampled=1</c>, or null when there is no valid trace.</summary>
    public static string? FromTraceparent(string? traceparent)
    {
        if (!ActivityContext.TryParse(traceparent, traceState: null, out var context))
            return null;

        var trace = context.TraceId.ToHexString();
        var sampled = context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? 1 : 0;
        return $"Root=1-{trace[..8]}-{trace[8..]};Parent={context.SpanId.ToHexString()};Sampled={sampled}";
    }

    /// <summary>The W3C form, or null when the header is not complete.</summary>
    public static string? ToTraceparent(string? header)
    {
        string? root = null, parent = null;
        var sampled = false;
        foreach (var part in (header ?? "").Split(';', StringSplitOptions.TrimEntries))
        {
            if (part.StartsWith("Root=1-", StringComparison.OrdinalIgnoreCase))
                root = part[7..].Replace("-", "", StringComparison.Ordinal);
            else if (part.StartsWith("Parent=", StringComparison.OrdinalIgnoreCase))
                parent = part[7..];
            else if (part.Equals("Sampled=1", StringComparison.OrdinalIgnoreCase))
                sampled = true;
        }

        var traceparent = $"00-{root}-{parent}-{(sampled ? "01" : "00")}";
        return ActivityContext.TryParse(traceparent, traceState: null, out _) ? traceparent : null;
    }
}
