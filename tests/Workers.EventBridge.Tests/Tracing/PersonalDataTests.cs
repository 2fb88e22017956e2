using Workers.EventBridge.Diagnostics;

namespace Workers.EventBridge.Tests.Tracing;

public sealed class PersonalDataTests
{
    [Theory]
    [InlineData("450 4.1.1 <carl.busy@example.com>: mailbox is busy", "450 4.1.1 <c***@example.com>: mailbox is busy")]
    [InlineData("a@b, grüße+x@exämple.org and \"x'y@z.de\"", "a***@b, g***@exämple.org and \"x***@z.de\"")]
    [InlineData("{\"@t\":\"2026\",\"email\":\"ada@example.com\"}", "{\"@t\":\"2026\",\"email\":\"a***@example.com\"}")]
    [InlineData("at 10:00 @ the office", "at 10:00 @ the office")]
    [InlineData("", "")]
    public void Addresses_are_masked_and_nothing_else(string text, string masked) => Assert.Equal(masked, PersonalData.Mask(text));

    [Fact]
    public void A_long_text_takes_no_longer_than_its_length_would_have_it()
    {
        // Each of its letters might begin an address: looked at one by one, with all that follow, they would take until the time limit.
        var text = "@ " + new string('a', 300_000);

        Assert.Same(text, PersonalData.Mask(text));
    }
}
