using System.Text;
using Workers.EventBridge.Envelope;

namespace Workers.EventBridge.Tests.Envelope;

public sealed class EnvelopeReaderTests
{
    [Fact]
    public void An_event_of_ours_is_known_by_the_id_in_its_metadata() =>
        Assert.Equal("e1", Read("""{"id":"outer","source":"s","detail-type":"d","detail":{"metadata":{"eventId":"e1"},"data":{}}}""").EventId);

    [Fact]
    public void The_data_of_an_event_of_ours_is_its_contract() =>
        Assert.Equal("""{"n": [1, 2]}""", Data("""{"metadata":{"eventId":"e1"},"data":{"n": [1, 2]}}"""));

    [Fact]
    public void Data_may_stand_before_metadata() => Assert.Equal("{}", Data("""{"data":{},"metadata":{"eventId":"e1"}}"""));

    [Fact]
    public void A_foreign_event_is_known_by_its_outer_id() => Assert.Equal("outer", Read(Event("""{"n":1}""")).EventId);

    [Fact]
    public void The_whole_detail_of_a_foreign_event_is_its_contract() => Assert.Equal("""{"n":1}""", Data("""{"n":1}"""));

    [Theory]
    [InlineData("""{"metadata":{"eventId":"e1"}}""")]
    [InlineData("""{"data":{"n":1}}""")]
    [InlineData("""{"metadata":{},"data":{}}""")]
    [InlineData("""{"metadata":{"eventId":""},"data":{}}""")]
    [InlineData("""{"metadata":{"eventId":7},"data":{}}""")]
    [InlineData("""{"metadata":"text","data":{}}""")]
    [InlineData("""{"metadata":null,"data":{}}""")]
    [InlineData("""{"metadata":{"eventId":"e1","eventVersion":"2.0"},"data":{}}""")]
    public void A_detail_that_only_looks_like_ours_is_foreign(string detail)
    {
        var envelope = Read(Event(detail));

        Assert.Equal((null, detail), (envelope.Metadata, Encoding.UTF8.GetString(envelope.Data.Span)));
    }

    [Fact]
    public void Every_member_of_the_metadata_is_read()
    {
        var envelope = Read(Event("""
            {"metadata":{"eventId":"e1","eventVersion":3,"occurredAt":"2026-01-02T03:04:05.678+01:00","correlationId":"c1","conversationId":"c2",
             "causationId":"c3","producer":"p","traceparent":"t1","tracestate":"t2"},"data":{}}
            """));

        Assert.Equal(
            new EventMetadata
            {
                EventId = "e1",
                EventVersion = 3,
                OccurredAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(1)),
                CorrelationId = "c1",
                ConversationId = "c2",
                CausationId = "c3",
                Producer = "p",
                Traceparent = "t1",
                Tracestate = "t2",
            },
            envelope.Metadata);
    }

    [Fact]
    public void Other_members_of_the_metadata_are_headers_as_they_used_to_be()
    {
        var metadata = Read(Event("""{"metadata":{"tenant":"acme","n":1,"deep":{"eventId":"no"},"eventId":"e1"},"data":{}}""")).Metadata!;

        Assert.Equal(new Dictionary<string, object> { ["tenant"] = "acme", ["n"] = 1L }, metadata.Headers);
    }

    [Fact]
    public void Members_of_the_envelope_are_read()
    {
        var envelope = Read("""
            {"version":"0","id":"i","source":"s","detail-type":"d","account":"a","time":"2026-01-02T03:04:05Z","region":"r",
             "resources":["x",{"id":"no"}],"replay-name":"again","surprise":{"source":"no"},"detail":{}}
            """);

        Assert.Equal(
            ("i", "s", "d", "a", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), "r", "again"),
            (
                envelope.Id,
                envelope.Source,
                envelope.DetailType,
                envelope.Account,
                envelope.Time!.Value,
                envelope.Region,
                envelope.ReplayName));
    }

    [Fact]
    public void A_time_that_is_none_is_left_out() =>
        Assert.Null(Read("""{"id":"i","source":"s","detail-type":"d","time":"yesterday","detail":{}}""").OccurredAt);

    private static string Event(string detail) => $$"""{"id":"outer","source":"s","detail-type":"d","detail":{{detail}}}""";

    private static EventEnvelope Read(string body) => EnvelopeReader.Read(Encoding.UTF8.GetBytes(body));

    private static string Data(string detail) => Encoding.UTF8.GetString(Read(Event(detail)).Data.Span);
}
