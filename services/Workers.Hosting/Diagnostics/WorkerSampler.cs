using OpenTelemetry.Trace;

namespace Workers.Hosting.Diagnostics;

/// <summary>
/// Records what its parent's process recorded, and decides itself over the traces that begin here. Such a trace may have a context
/// already, without a span: that of a message that came with none has an id which stays the same when the message comes again.
/// </summary>
/// <param name="beginning">Decides over the traces that begin here.</param>
internal sealed class WorkerSampler(Sampler beginning) : Sampler
{
    private readonly ParentBasedSampler _parentBased = new(beginning);

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        samplingParameters.ParentContext is { IsRemote: false } parent && parent.SpanId == default
            ? beginning.ShouldSample(samplingParameters)
            : _parentBased.ShouldSample(samplingParameters);
}
