using Workers.EventBridge.Envelope;

namespace Workers.EventBridge.Tests.Envelope;

public sealed class EventIdsTests
{
    [Fact]
    public void An_id_that_is_a_Guid_stays_the_same() =>
        Assert.Equal(new Guid("00000000-0000-0000-0000-0000000000ab"), EventIds.ToGuid("00000000-0000-0000-0000-0000000000AB"));

    [Fact]
    public void Any_other_id_always_becomes_the_same_Guid() => Assert.Equal(EventIds.ToGuid("evt_1"), EventIds.ToGuid("evt_1"));

    [Fact]
    public void Different_ids_become_different_Guids() => Assert.NotEqual(EventIds.ToGuid("evt_1"), EventIds.ToGuid("evt_2"));

    [Fact]
    public void A_made_Guid_says_that_it_is_one() =>
        Assert.Equal((8, 8), (EventIds.ToGuid("evt_1").Version, EventIds.ToGuid("evt_1").Variant & 0xC));

    [Theory, InlineData(null), InlineData("")]
    public void No_id_becomes_no_Guid(string? id) => Assert.Null(EventIds.ToGuidOrNull(id));
}
