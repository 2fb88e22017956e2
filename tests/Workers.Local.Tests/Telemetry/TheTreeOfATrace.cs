using Workers.Local.Telemetry;
using static Workers.Local.Tests.Telemetry.Spans;

namespace Workers.Local.Tests.Telemetry;

public sealed class TheTreeOfATrace
{
    [Fact]
    public void Has_each_span_below_its_parent_by_the_time_it_began() => Assert.Equal(
        ["root 0", "early 1", "below 2", "late 1"],
        Tree(Span("late", "root", atMs: 5), Span("below", "early", atMs: 9), Span("early", "root", atMs: 2), Span("root")));

    [Fact]
    public void Keeps_a_span_whose_parent_was_not_received_and_says_so() => Assert.Equal(
        ["root 0", "lost 0 parent not received", "below 1"],
        Tree(Span("lost", "nobody", atMs: 1), Span("below", "lost", atMs: 2), Span("root")));

    [Fact]
    public void Keeps_spans_that_belong_to_each_other() => Assert.Equal(
        3, Tree(Span("one", "two", atMs: 1), Span("two", "one", atMs: 2), Span("self", "self")).Count);

    [Fact]
    public void May_be_as_deep_as_there_are_spans()
    {
        var spans = Enumerable.Range(0, 5000).Select(
            number => Span($"s{number:0000}", number == 0 ? null : $"s{number - 1:0000}", atMs: number));

        Assert.Equal("s4999 4999", Tree([.. spans])[^1]);
    }

    private static List<string> Tree(params Span[] spans) =>
    [
        .. TraceTree.Of(spans.ToDictionary(span => span.SpanId)).Select(
            node => $"{node.Span.Name} {node.Depth}{(node.IsParentMissing ? " parent not received" : "")}"),
    ];
}
