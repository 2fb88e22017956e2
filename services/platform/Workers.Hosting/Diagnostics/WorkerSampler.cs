using OpenTelemetry.Trace;
using Workers.EventBridge.Diagnostics;

namespace Workers.Hosting.Diagnostics;

/// <summary>
/// Records what its parent's process recorded, and decides itself over the traces that begin here, with a message among them: though that
/// has a parent context (<see cref="EventBridgeActivitySource.BeginsTrace"/>).
/// </summary>
/// <param name="beginning">Decides over the traces that begin here.</param>
internal sealed class WorkerSampler(Sampler beginning) : Sampler
{
    private readonly ParentBasedSampler _parentBased = new(beginning);

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        samplingParameters.ParentContext.SpanId == default
        && samplingParameters.Tags?.Any(tag => tag.Key == EventBridgeActivitySource.BeginsTrace) == true
            ? beginning.ShouldSample(samplingParameters)
            : _parentBased.ShouldSample(samplingParameters);
}
