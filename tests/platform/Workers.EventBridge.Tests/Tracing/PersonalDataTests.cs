using Workers.EventBridge.Diagnostics;

namespace Workers.EventBridge.Tests.Tracing;

public sealed class PersonalDataTests
{
    [Theory]
    [InlineData("450 4.1.1 <carl.busy@example.com>: mailbox is busy", "450 4.1.1 <c***@example.com>: mailbox is busy")]
    [InlineData("a@b, grüße+x@exämple.org and \"x'y@z.de\"", "a***@b, g***@exämple.org and \"x***@z.de\"")]
    [InlineData("{\"@t\":\"2026\",\"email\":\"ada@example.com\"}", "{\"@t\":\"2026\",\"email\":\"a***@example.com\"}")]
    [InlineData("at 10:00 @ the office", "at 10:00 @ the office")]
    [InlineData("x@ada.lovelace@example.com, a@b@ and @c@d", "x***@example.com, a***@b@ and @c***@d")]
    [InlineData(
        "\"ada lovelace\"@example.com, rene\u0301@example.com, \U0001F600a@\U0001F600.org",
        "\"***@example.com, r***@example.com, ***@\U0001F600.org")]
    [InlineData("ada=@example.com, {ada}@example.com and {@Order}", "a***@example.com, {***@example.com and {@Order}")]
    [InlineData("ada\u20ac@example.com, ada\u200d@example.com\u00a0eve\u00ad@example.com", "a***@example.com, a***@example.com\u00a0e***@example.com")]
    [InlineData("ada@[192.0.2.1] bob@x.de[eve@example.com]", "a***@[192.0.2.1] b***@x.de[e***@example.com]")]
    [InlineData("x@y.de_ada@example.com", "x***@example.com")]
    [InlineData("GET /of%20ada%40example.com", "GET /of a***@example.com")]
    [InlineData("GET /a%2Fb%40", "GET /a%2Fb%40")]
    [InlineData(
        "INSERT INTO t (a, b) VALUES (@p0, @p1) -- c=@p2 {\"@t\":\"1\",\"@mt\":\"x\"}",
        "INSERT INTO t (a, b) VALUES (@p0, @p1) -- c=@p2 {\"@t\":\"1\",\"@mt\":\"x\"}")]
    [InlineData("", "")]
    public void Addresses_are_masked_and_nothing_else(string text, string masked) => Assert.Equal(masked, PersonalData.Mask(text));

    [Theory(Timeout = 30_000)]
    [InlineData("a"), InlineData("@"), InlineData("_@"), InlineData("\"@"), InlineData("\"@a."), InlineData("a@a"), InlineData("%40")]
    public async Task A_long_text_takes_no_longer_than_its_length_would_have_it(string piece)
    {
        // Looked at from each of its letters or marks, with all that follow or precede, it would take minutes.
        var text = $"@ {string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length))}";

        var masked = await Task.Run(() => PersonalData.Mask(text), TestContext.Current.CancellationToken);

        Assert.StartsWith("@ ", masked, StringComparison.Ordinal);
    }
}
