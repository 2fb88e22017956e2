using System.Diagnostics;
using Workers.EventBridge.Diagnostics;

namespace Workers.EventBridge.Tests.Tracing;

public sealed class XRayTraceHeaderTests
{
    private const string Header = "Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=b7ad6b7169203331;Sampled=1";
    private const string Traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Fact]
    public void A_traceparent_becomes_the_header_of_X_Ray() => Assert.Equal(Header, XRayTraceHeader.FromTraceparent(Traceparent));

    [Fact]
    public void A_header_becomes_a_context() => Assert.Equal(Context(Traceparent), XRayTraceHeader.Read(Header));

    [Fact]
    public void What_was_not_sampled_stays_so()
    {
        var unsampled = Traceparent.Replace("-01", "-00", StringComparison.Ordinal);

        Assert.Equal(Context(unsampled), XRayTraceHeader.Read(XRayTraceHeader.FromTraceparent(unsampled)));
    }

    [Fact]
    public void Order_and_other_parts_of_the_header_do_not_matter() =>
        Assert.Equal(
            Context(Traceparent),
            XRayTraceHeader.Read(
                "Self=1-2; Sampled=1; Lineage=a:0; Parent=b7ad6b7169203331; Root=1-0af76519-16cd43dd8448eb211c80319c"));

    [Fact]
    public void A_header_without_a_parent_is_a_trace_that_begins_with_who_reads_it() =>
        Assert.Equal(
            new ActivityContext(Context(Traceparent).TraceId, default, ActivityTraceFlags.Recorded, isRemote: true),
            XRayTraceHeader.Read("Root=1-0af76519-16cd43dd8448eb211c80319c;Sampled=1"));

    [Theory, InlineData(null), InlineData(""), InlineData("Root=1-x-y;Sampled=1"), InlineData(";;="), InlineData("Parent=b7ad6b7169203331")]
    [InlineData("Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=z"), InlineData("Root=1-00000000-000000000000000000000000")]
    public void A_header_that_is_not_complete_is_no_trace(string? header) => Assert.Null(XRayTraceHeader.Read(header));

    [Theory, InlineData(null), InlineData(""), InlineData("garbage"), InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    public void A_traceparent_that_is_none_becomes_no_header(string? traceparent) =>
        Assert.Null(XRayTraceHeader.FromTraceparent(traceparent));

    private static ActivityContext Context(string traceparent)
    {
        Assert.True(ActivityContext.TryParse(traceparent, traceState: null, isRemote: true, out var context));
        return context;
    }
}
