using OpenTelemetry.Trace;
using Workers.EventBridge.Diagnostics;

namespace Workers.Hosting.Diagnostics;

/// <summary>
/// Follows the parent's decision, and decides itself for traces that start here, including those that start with a message, although these
/// have a parent context (<see cref="EventBridgeActivitySource.BeginsTrace"/>).
/// </summary>
/// <param name="beginning">Decides for traces that start here.</param>
internal sealed class WorkerSampler(Sampler beginning) : Sampler
{
    private readonly ParentBasedSampler _parentBased = new(beginning);

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        samplingParameters.ParentContext.SpanId == default
        && samplingParameters.Tags?.Any(tag => tag.Key == EventBridgeActivitySource.BeginsTrace) == true
            ? beginning.ShouldSample(samplingParameters)
            : _parentBased.ShouldSample(samplingParameters);
}
