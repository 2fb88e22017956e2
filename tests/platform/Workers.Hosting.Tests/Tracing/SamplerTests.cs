using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Trace;
using Workers.EventBridge.Diagnostics;
using Workers.Hosting.Diagnostics;

namespace Workers.Hosting.Tests.Tracing;

public sealed class SamplerTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    [Theory, InlineData(0.0, 0), InlineData(1.0, 1000)]
    public void Records_nothing_or_everything(double ratio, int recorded) => Assert.Equal(recorded, Recorded(ratio));

    [Fact]
    public void Records_a_share_of_the_traces_of_one_moment() => Assert.InRange(Recorded(0.25), 180, 320);

    [Fact]
    public void Decides_the_same_in_every_process()
    {
        var trace = ActivityTraceId.CreateRandom();

        Assert.Equal(Decide(new TraceSampler(0.5), trace), Decide(new TraceSampler(0.5), trace));
    }

    [Fact]
    public void Records_no_trace_that_begins_with_a_call() => Assert.Equal(
        SamplingDecision.Drop, Decide(new TraceSampler(1), ActivityTraceId.CreateRandom(), ActivityKind.Client));

    [Fact]
    public void Records_a_call_that_links_to_the_events_it_is_for() => Assert.Equal(
        SamplingDecision.RecordAndSample,
        new TraceSampler(1).ShouldSample(new SamplingParameters(
            default, ActivityTraceId.CreateRandom(), "a", ActivityKind.Client, tags: null, links: [new ActivityLink(default)])).Decision);

    [Theory, InlineData(true, true), InlineData(true, false), InlineData(false, false)]
    public void Leaves_what_was_decided_elsewhere_and_decides_over_a_trace_that_begins_with_a_message(bool hasSpan, bool begins)
    {
        using var source = new ActivitySource($"{Guid.NewGuid()}");
        using var provider = Sdk.CreateTracerProviderBuilder()
            .SetSampler(new WorkerSampler(new TraceSampler(0)))
            .AddSource(source.Name)
            .Build();
        var parent = new ActivityContext(
            ActivityTraceId.CreateRandom(), hasSpan ? ActivitySpanId.CreateRandom() : default, ActivityTraceFlags.Recorded, null, isRemote: true);

        using var span = source.StartActivity(
            "process orders", ActivityKind.Consumer, parent, begins ? [new(EventBridgeActivitySource.BeginsTrace, true)] : null);

        // It is there in any case: what it sets off is in the trace.
        Assert.Equal(parent.TraceId, span?.TraceId);
        Assert.Equal(hasSpan || !begins, span!.Recorded);
    }

    /// <summary>Of a thousand traces that began in the same second, as X-Ray names them.</summary>
    private static int Recorded(double ratio)
    {
        var sampler = new TraceSampler(ratio);
        var second = ((uint)Now.ToUnixTimeSeconds()).ToString("x8");
        return Enumerable.Range(0, 1000).Count(_ => Decide(
            sampler, ActivityTraceId.CreateFromString(second + ActivityTraceId.CreateRandom().ToHexString()[8..])) == SamplingDecision.RecordAndSample);
    }

    private static SamplingDecision Decide(TraceSampler sampler, ActivityTraceId trace, ActivityKind kind = ActivityKind.Server) =>
        sampler.ShouldSample(new SamplingParameters(default, trace, "a", kind, tags: null, links: null)).Decision;
}
