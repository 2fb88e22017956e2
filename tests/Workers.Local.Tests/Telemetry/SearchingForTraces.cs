using Workers.EventBridge.Envelope;
using Workers.Local.Telemetry;
using static Workers.Local.Tests.Telemetry.Spans;

namespace Workers.Local.Tests.Telemetry;

public sealed class SearchingForTraces
{
    private const string Invoice = "536365";
    private static readonly Guid EventId = Guid.Parse("0197f3a0-1111-7222-8333-444455556666");

    private readonly TraceStore _store = new();

    public SearchingForTraces() => _store.Add(
    [
        Span("POST /orders", trace: "order", attributes: ("store.order.id", "ORDER-7")),
        Span(
            "process",
            "POST /orders",
            trace: "order",
            atMs: 1,
            attributes: [("workers.event.id", EventId.ToString("D")), ("count", 12L), ("done", true)]),
        Span("POST /orders/7/returns", trace: "return", atMs: 2, attributes: ("store.order.id", "ORDER-7")),
        Span(
            "import",
            trace: "invoice",
            atMs: 3,
            attributes: ("messaging.message.conversation_id", EventIds.ToGuid(Invoice).ToString("D"))),
        Span("other", trace: "other", atMs: 4, attributes: ("workers.event.id", EventIds.ToGuid(Invoice).ToString("D"))),
    ]);

    [Theory]
    [InlineData("ORDER-7", "return order")]
    [InlineData(" order-7 ", "return order")]
    [InlineData("0197f3a0-1111-7222-8333-444455556666", "order")]
    [InlineData("0197F3A0111172228333444455556666", "order")]
    [InlineData("{0197f3a0-1111-7222-8333-444455556666}", "order")]
    [InlineData("12", "order")]
    [InlineData(Invoice, "invoice")]
    [InlineData("ORDER", "")]
    [InlineData("nothing", "")]
    public void Finds_those_that_are_about_it(string text, string expected)
    {
        var found = _store.Find(TraceSearch.For(text), withEvents: false, 10).Select(trace => trace.TraceId);

        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(TraceId), found);
    }

    [Theory]
    [InlineData("4bf92f3577b34da6a3ce929d0e0e4736", "4bf92f3577b34da6a3ce929d0e0e4736")]
    [InlineData("4BF92F3577B34DA6A3CE929D0E0E4736", "4bf92f3577b34da6a3ce929d0e0e4736")]
    [InlineData("1-4bf92f35-77b34da6a3ce929d0e0e4736", "4bf92f3577b34da6a3ce929d0e0e4736")]
    [InlineData("4bf92f3577b34da6a3ce929d0e0e473", null)]
    [InlineData("4bf92f3577b34da6a3ce929d0e0e4736\n", null)]
    [InlineData("order-7", null)]
    public void Knows_an_id_however_it_is_written(string text, string? id) => Assert.Equal(id, TraceSearch.IdOf(text));

    [Fact]
    public void Finds_the_trace_itself()
    {
        var found = _store.Find(TraceSearch.For(TraceId("invoice").ToUpperInvariant()), withEvents: false, 10);

        Assert.Equal("import", Assert.Single(found).Name);
    }

    [Fact]
    public void Finds_it_by_the_id_that_X_Ray_shows()
    {
        var id = Assert.Single(_store.Find(TraceSearch.For(Invoice), withEvents: false, 10)).TraceId;

        Assert.Equal(
            id, Assert.Single(_store.Find(TraceSearch.For($"1-{id[..8]}-{id[8..].ToUpperInvariant()}"), withEvents: false, 10)).TraceId);
    }

    [Theory, InlineData(null), InlineData(""), InlineData("  ")]
    public void Without_a_text_finds_all(string? text) => Assert.Equal(4, _store.Find(TraceSearch.For(text), withEvents: false, 10).Count);
}
