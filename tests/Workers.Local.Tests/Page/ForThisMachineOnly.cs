using System.Net;
using System.Net.Http.Headers;

namespace Workers.Local.Tests.Page;

/// <summary>A browser on this machine shows other people's pages too: they must neither read nor change anything here.</summary>
public sealed class ForThisMachineOnly(PageFixture page) : IClassFixture<PageFixture>
{
    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/page/page.js")]
    [InlineData("GET", "/api/system")]
    [InlineData("GET", "/api/traces")]
    [InlineData("GET", "/api/dead-letters")]
    [InlineData("GET", "/workers")]
    [InlineData("POST", "/v1/traces")]
    [InlineData("POST", "/api/orders")]
    [InlineData("POST", "/workers/any/stop")]
    public async Task A_foreign_name_that_points_here_is_refused(string method, string path)
    {
        var (status, body) = await page.SendAsync(new HttpMethod(method), path, host: "evil.example", isOurs: true);

        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("for this machine only", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:8080"), InlineData("localhost"), InlineData("[::1]:8080")]
    public async Task The_names_of_this_machine_are_let_in(string host) =>
        Assert.Equal(HttpStatusCode.OK, (await page.SendAsync(HttpMethod.Get, "/", host: host)).Status);

    [Theory]
    [InlineData("/workers/any/stop")]
    [InlineData("/api/orders")]
    [InlineData("/api/users")]
    [InlineData("/api/dead-letters/any/redrive")]
    public async Task What_changes_something_needs_the_header_that_no_foreign_page_can_send(string path)
    {
        var (status, body) = await page.SendAsync(HttpMethod.Post, path);

        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("X-Workers-Local", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/traces"), InlineData("/v1/logs"), InlineData("/v1/metrics")]
    public async Task A_web_page_cannot_send_telemetry(string path)
    {
        using var content = new ByteArrayContent([]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");

        var (status, _) = await page.SendAsync(HttpMethod.Post, path, content, origin: "http://localhost:8080");

        Assert.Equal(HttpStatusCode.Forbidden, status);
    }

    [Theory]
    [InlineData("/"), InlineData("/api/traces"), InlineData("/page/page.js")]
    public async Task The_browser_is_told_to_take_nothing_from_elsewhere(string path)
    {
        using var response = await page.Http.GetAsync(path, TestContext.Current.CancellationToken);

        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
        Assert.Equal("same-origin", Assert.Single(response.Headers.GetValues("Cross-Origin-Resource-Policy")));
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public async Task The_page_says_so() =>
        Assert.Contains("For this machine only", (await page.SendAsync(HttpMethod.Get, "/")).Body, StringComparison.Ordinal);
}
