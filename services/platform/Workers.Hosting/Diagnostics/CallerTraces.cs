using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Workers.Hosting.Diagnostics;

/// <summary>
/// Ignores the trace and baggage of HTTP callers: a request starts a new trace, for which the sampler decides, and which no foreign trace
/// id can join. The caller's trace becomes a link.
/// </summary>
/// <remarks>
/// The headers are moved to another name: OpenTelemetry's instrumentation of ASP.NET Core would read them again, with a process-wide
/// propagator, and continue the caller's trace.
/// </remarks>
internal sealed class CallerTraces : DistributedContextPropagator
{
    private const string Traceparent = "traceparent";
    private const string Tracestate = "tracestate";

    /// <summary>Header that the caller's <c>traceparent</c> is moved to.</summary>
    private const string Aside = "workers-caller-traceparent";

    private static readonly string[] Removed = [Aside, Tracestate, "baggage", "Correlation-Context", "Request-Id"];

    private readonly DistributedContextPropagator _inner = Current;

    public override IReadOnlyCollection<string> Fields => _inner.Fields;

    /// <summary>Links the span of a request to its caller's.</summary>
    public static void Link(Activity span, HttpRequest request)
    {
        // Each host in a process receives the spans of all hosts.
        if (ActivityContext.TryParse(request.Headers[Aside], traceState: null, isRemote: true, out var caller)
            && span.Links.All(link => link.Context != caller))
        {
            span.AddLink(new ActivityLink(caller));
        }
    }

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter) => _inner.Inject(activity, carrier, setter);

    public override void ExtractTraceIdAndState(
        object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState)
    {
        (traceId, traceState) = (null, null);
        if (carrier is not IHeaderDictionary headers)
            return;

        foreach (var name in Removed)
            headers.Remove(name);
        if (headers.Remove(Traceparent, out var caller))
            headers[Aside] = caller;
    }

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) => null;
}
