using System.Buffers.Binary;
using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Workers.Hosting.Diagnostics;

/// <summary>
/// Decides over the traces that begin here: a share of them is recorded. OpenTelemetry's own sampler looks at the first bytes of the
/// trace id, which X-Ray makes the time: all traces of a minute would be recorded, or none. This one looks at the last seven, which are
/// random (W3C Trace Context Level 2, "Random Trace ID Flag").
/// </summary>
/// <param name="ratio">0 to 1.</param>
internal sealed class TraceSampler(double ratio) : Sampler
{
    /// <summary>
    /// What begins with a call is no trace of an event or a request, but what a worker asks in the background; unless it links to events,
    /// as a call that publishes several does.
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
