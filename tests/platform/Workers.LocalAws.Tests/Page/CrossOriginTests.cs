using System.Net;

namespace Workers.LocalAws.Tests.Page;

/// <summary>A browser on this machine shows foreign pages too: they must neither read nor change anything here.</summary>
public sealed class CrossOriginTests : LocalAwsTest
{
    private const string Redrive = "/_localaws/dead-letters/dead/redrive";

    private string Origin => Server.Endpoint.GetLeftPart(UriPartial.Authority);

    [Theory]
    [InlineData("/_localaws/")]
    [InlineData("/_localaws/page.js")]
    [InlineData("/_localaws/topology")]
    [InlineData("/_localaws/dead-letters")]
    [InlineData("/_localaws/health")]
    [InlineData("/_localaws/nothing")]
    public async Task Every_answer_tells_the_browser_to_take_nothing_from_elsewhere(string path)
    {
        var headers = (await Http.GetAsync(path)).Headers;

        Assert.Equal(
            "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'", headers["Content-Security-Policy"]);
        Assert.Equal(
            ("nosniff", "no-store", "no-referrer", "same-origin"),
            (headers["X-Content-Type-Options"], headers["Cache-Control"], headers["Referrer-Policy"],
                headers["Cross-Origin-Resource-Policy"]));
        Assert.DoesNotContain("Access-Control-Allow-Origin", headers.Keys);
    }

    [Theory]
    [InlineData("cross-site", "no-cors")]
    [InlineData("cross-site", "cors")]
    [InlineData("same-site", "no-cors")]
    public async Task A_foreign_page_cannot_read(string site, string mode) => Assert.Equal(
        HttpStatusCode.Forbidden,
        (await Http.SendAsync(HttpMethod.Get, "/_localaws/topology", null, ("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", mode))).Status);

    [Theory]
    [InlineData("same-origin", "cors")]
    [InlineData("none", "navigate")]
    [InlineData("cross-site", "navigate")]
    public async Task The_page_itself_and_a_link_to_it_can(string site, string mode) => Assert.Equal(
        HttpStatusCode.OK,
        (await Http.SendAsync(HttpMethod.Get, "/_localaws/", null, ("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", mode))).Status);

    [Theory]
    [InlineData(Redrive)]
    [InlineData("/_localaws/dead-letters/dead/delete")]
    public async Task A_change_needs_the_header_that_no_foreign_page_can_send(string path)
    {
        var answer = await Http.SendAsync(HttpMethod.Post, path, "{}");

        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.Contains("X-LocalAws", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("null")]
    public async Task A_change_from_another_origin_is_refused(string origin) => Assert.Equal(
        HttpStatusCode.Forbidden,
        (await Http.SendAsync(HttpMethod.Post, Redrive, "{}", ("X-LocalAws", "1"), ("Origin", origin))).Status);

    [Fact]
    public async Task A_link_can_not_change_anything() => Assert.Equal(
        HttpStatusCode.Forbidden,
        (await Http.SendAsync(
            HttpMethod.Post, Redrive, "{}", ("X-LocalAws", "1"), ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"))).Status);

    [Fact]
    public async Task A_change_from_the_page_is_carried_out()
    {
        await CreateQueueAsync("dead");
        await CreateQueueAsync("queue", ("RedrivePolicy", $$"""{"deadLetterTargetArn":"{{Arn("dead")}}","maxReceiveCount":1}"""));

        var answer = await Http.SendAsync(HttpMethod.Post, Redrive, "{}", ("X-LocalAws", "1"), ("Origin", Origin));

        Assert.Equal((HttpStatusCode.OK, """{"redriven":0,"notVisible":0}"""), (answer.Status, answer.Body));
    }

    [Theory]
    [InlineData("/_localaws/topology")]
    [InlineData(Redrive)]
    public async Task A_preflight_request_is_not_granted(string path)
    {
        var answer = await Http.SendAsync(
            HttpMethod.Options, path, null, ("Origin", "http://evil.example"), ("Access-Control-Request-Headers", "X-LocalAws"));

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.DoesNotContain(answer.Headers.Keys, name => name.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }
}
