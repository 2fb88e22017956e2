using Workers.EventBridge.Publishing;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Publishing;

/// <summary>An event that PutEvents takes and no queue does would be lost: it is refused when it is published.</summary>
public sealed class EventSizeTests : TransportTest
{
    private const int Limit = 1_048_576;

    [Theory, InlineData(0), InlineData(100), InlineData(255)]
    public void An_event_whose_envelope_makes_it_too_large_for_a_message_is_refused(int below)
    {
        var problem = EventSize.Problem(Of(Limit - below), Limit);

        Assert.Equal("EntryTooLarge", problem?.Code);
    }

    [Fact]
    public void A_time_counts_14_bytes() =>
        Assert.Equal(14, (Of(1000) with { Time = DateTimeOffset.UnixEpoch }).Size - Of(1000).Size);

    [Fact]
    public async Task The_largest_event_that_is_taken_arrives()
    {
        var worker = await StartPublisherAsync();

        await worker.Publisher.PublishAsync(Of(Limit - 256), Cancelled).InTimeAsync();

        await Bus.UntilCountAsync(visible: 1, inFlight: 0);
    }

    /// <summary>With so many bytes for source, detail type and detail.</summary>
    private static OutgoingEvent Of(int size)
    {
        const string Source = "shop.orders";
        const string DetailType = "OrderPlaced";
        var padding = new string('x', size - Source.Length - DetailType.Length - """{"x":""}""".Length);
        return new OutgoingEvent(Guid.NewGuid(), Source, DetailType, System.Text.Encoding.UTF8.GetBytes($$"""{"x":"{{padding}}"}"""), Time: null, TraceHeader: null);
    }
}
