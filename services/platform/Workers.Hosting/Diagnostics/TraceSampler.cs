using System.Buffers.Binary;
using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Workers.Hosting.Diagnostics;

/// <summary>
/// Samples a share of the traces that start here. OpenTelemetry's own sampler uses the first bytes of the trace id, which in X-Ray's format
/// are the time: it would record all traces of a minute, or none. This one uses the last seven bytes, which are random (W3C Trace Context
/// Level 2, "Random Trace ID Flag").
/// </summary>
/// <param name="ratio">0 to 1.</param>
internal sealed class TraceSampler(double ratio) : Sampler
{
    /// <summary>
    /// A trace that starts with a client span is not an event's or a request's, but a background call of the worker; unless it links to
    /// events, as a call that publishes several does.
    /// </summary>
    private static readonly SamplingResult Dropped = new(SamplingDecision.Drop);

    private readonly ulong _bound = (ulong)(ratio * (1UL << 56));

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        if (samplingParameters is { Kind: ActivityKind.Client, ParentContext: var parent } && parent.SpanId == default
            && samplingParameters.Links?.Any() != true)
            return Dropped;

        Span<byte> id = stackalloc byte[16];
        samplingParameters.TraceId.CopyTo(id);
        var random = BinaryPrimitives.ReadUInt64BigEndian(id[8..]) & ((1UL << 56) - 1);
        return random < _bound ? new SamplingResult(SamplingDecision.RecordAndSample) : Dropped;
    }
}
