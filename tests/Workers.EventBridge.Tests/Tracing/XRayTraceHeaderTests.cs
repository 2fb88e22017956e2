using Workers.EventBridge.Diagnostics;

namespace Workers.EventBridge.Tests.Tracing;

public sealed class XRayTraceHeaderTests
{
    private const string Header = "Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=b7ad6b7169203331;Sampled=1";
    private const string Traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Fact]
    public void A_traceparent_becomes_the_header_of_X_Ray() => Assert.Equal(Header, XRayTraceHeader.FromTraceparent(Traceparent));

    [Fact]
    public void A_header_becomes_a_traceparent() => Assert.Equal(Traceparent, XRayTraceHeader.ToTraceparent(Header));

    [Fact]
    public void What_was_not_sampled_stays_so() =>
        Assert.EndsWith(
            "-00",
            XRayTraceHeader.ToTraceparent(XRayTraceHeader.FromTraceparent(Traceparent.Replace("-01", "-00", StringComparison.Ordinal))),
            StringComparison.Ordinal);

    [Fact]
    public void Order_and_other_parts_of_the_header_do_not_matter() =>
        Assert.Equal(
            Traceparent,
            XRayTraceHeader.ToTraceparent(
                "Self=1-2; Sampled=1; Lineage=a:0; Parent=b7ad6b7169203331; Root=1-0af76519-16cd43dd8448eb211c80319c"));

    [Theory, InlineData(null), InlineData(""), InlineData("Root=1-0af76519-16cd43dd8448eb211c80319c"), InlineData("Root=1-x-y;Parent=z;Sampled=1"), InlineData(";;=")]
    public void A_header_that_is_not_complete_is_no_trace(string? header) => Assert.Null(XRayTraceHeader.ToTraceparent(header));

    [Theory, InlineData(null), InlineData(""), InlineData("garbage"), InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    public void A_traceparent_that_is_none_becomes_no_header(string? traceparent) =>
        Assert.Null(XRayTraceHeader.FromTraceparent(traceparent));
}
