using Workers.EventBridge.Diagnostics;

namespace Workers.EventBridge.Tests.Tracing;

public sealed class BaggageHeaderTests
{
    private static readonly HashSet<string> Allowed = ["tenant", "campaign"];

    [Fact]
    public void What_is_allowed_is_read_and_the_rest_passed_over() => Assert.Equal(
        [new("tenant", "a,b"), new("campaign", "")],
        BaggageHeader.Read("secret=1, tenant = a%2Cb ;ttl=3,campaign=,broken", Allowed));

    [Fact]
    public void What_was_written_is_read_again() => Assert.Equal(
        [new("tenant", "ä=;,\"")], BaggageHeader.Read(BaggageHeader.Write([new("tenant", "ä=;,\"")], Allowed), Allowed));

    [Fact]
    public void Of_several_with_one_key_the_first_counts() =>
        Assert.Equal("tenant=new", BaggageHeader.Write([new("tenant", "new"), new("tenant", "old")], Allowed));

    [Fact]
    public void A_member_that_does_not_fit_is_dropped() => Assert.Equal(
        "campaign=x", BaggageHeader.Write([new("tenant", new string('a', 9000)), new("campaign", "x")], Allowed));

    [Fact]
    public void A_header_that_is_too_long_is_not_read() => Assert.Empty(BaggageHeader.Read($"tenant={new string('a', 9000)}", Allowed));

    [Theory, InlineData(null), InlineData(""), InlineData("secret=1")]
    public void Nothing_is_nothing(string? header) => Assert.Empty(BaggageHeader.Read(header, Allowed));
}
