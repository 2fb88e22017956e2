using System.Diagnostics;

namespace Workers.EventBridge.Diagnostics;

/// <summary>Converts W3C trace context to X-Ray's header and back (AWS X-Ray Developer Guide, "Tracing header").</summary>
internal static class XRayTraceHeader
{
    private const string AnyParent = "0000000000000001";

    /// <summary><c>Root=1-{8 hex}-{24 hex};Parent={16 hex};Sampled=1</c>, or null without a valid trace.</summary>
    public static string? FromTraceparent(string? traceparent)
    {
        if (!ActivityContext.TryParse(traceparent, traceState: null, out var context))
            return null;

        // 00-{32 hex}-{16 hex}-{2 hex}, as parsed above.
        var text = traceparent.AsSpan();
        var sampled = context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? '1' : '0';
        return $"Root=1-{text[3..11]}-{text[11..35]};Parent={text[36..52]};Sampled={sampled}";
    }

    /// <summary>
    /// The trace in a header, or null if it is not valid. A header that starts a trace, as written by a load balancer, names no parent;
    /// then the context has none either.
    /// </summary>
    public static ActivityContext? Read(string? header)
    {
        ReadOnlySpan<char> root = default, parent = default, text = header;
        var sampled = false;
        foreach (var range in text.Split(';'))
        {
            var part = text[range].Trim();
            if (part.StartsWith("Root=1-", StringComparison.OrdinalIgnoreCase))
                root = part[7..];
            else if (part.StartsWith("Parent=", StringComparison.OrdinalIgnoreCase))
                parent = part[7..];
            else if (part.Equals("Sampled=1", StringComparison.OrdinalIgnoreCase))
                sampled = true;
        }

        if (root.Length != 33 || root[8] != '-')
            return null;

        // W3C has no form for a trace without a parent: insert one to check and read the rest.
        var traceparent = $"00-{root[..8]}{root[9..]}-{(parent.IsEmpty ? AnyParent : parent)}-{(sampled ? "01" : "00")}";
        if (!ActivityContext.TryParse(traceparent, traceState: null, isRemote: true, out var context))
            return null;
        return parent.IsEmpty ? new ActivityContext(context.TraceId, default, context.TraceFlags, isRemote: true) : context;
    }
}
