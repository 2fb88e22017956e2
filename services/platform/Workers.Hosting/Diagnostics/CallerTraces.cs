using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Workers.Hosting.Diagnostics;

/// <summary>
/// Reads no trace and no baggage from who calls over HTTP: a request begins a trace of its own, which the sampler decides over, and a
/// stranger's trace id joins nothing. The caller's trace becomes a link.
/// </summary>
/// <remarks>
/// The headers are moved aside: OpenTelemetry's instrumentation of ASP.NET Core would read them again, by a propagator of the whole
/// process, and go on with the caller's trace.
/// </remarks>
internal sealed class CallerTraces : DistributedContextPropagator
{
    private const string Traceparent = "traceparent";
    private const string Tracestate = "tracestate";

    /// <summary>Where the caller's <c>traceparent</c> is moved to.</summary>
    private const string Aside = "workers-caller-traceparent";

    private static readonly string[] Removed = [Aside, Tracestate, "baggage", "Correlation-Context", "Request-Id"];

    private readonly DistributedContextPropagator _inner = Current;

    public override IReadOnlyCollection<string> Fields => _inner.Fields;

    /// <summary>Links the span of a request to its caller's.</summary>
    public static void Link(Activity span, HttpRequest request)
    {
        // Each host in a process receives the spans of all hosts in it.
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
