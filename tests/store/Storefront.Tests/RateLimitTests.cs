using System.Net;
using Postgres.Testing;

namespace Storefront.Tests;

public sealed class RateLimitTests
{
    private static readonly string Ada = Tokens.Of("ada");
    private static readonly string Eve = Tokens.Of("eve");

    [Fact]
    public async Task A_customer_is_limited_alone()
    {
        await using var shop = await OpenAsync(("Storefront:RateLimits:PerCustomer", "2"));

        Assert.Equal(HttpStatusCode.Accepted, (await OrderAsync(shop, token: Ada)).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await shop.PostAsync("/users", """{"email":"ada@example.com","name":"Ada"}""", token: Ada)).Status);
        var (status, problem, response) = await OrderAsync(shop, token: Ada);

        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal(429, problem.GetProperty("status").GetInt32());
        Assert.Equal(HttpStatusCode.Accepted, (await OrderAsync(shop, token: Eve)).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await OrderAsync(shop)).Status);
    }

    [Fact]
    public async Task An_address_is_limited_whoever_calls_from_it()
    {
        await using var shop = await OpenAsync(("Storefront:RateLimits:PerAddress", "2"));

        Assert.Equal(HttpStatusCode.Accepted, (await OrderAsync(shop)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await shop.PostAsync("/orders/1/returns", "", token: Ada)).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await OrderAsync(shop, token: Eve)).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await shop.PostAsync("/users", "{}")).Status);
    }

    [Fact]
    public async Task A_request_that_is_refused_for_its_token_counts_too()
    {
        await using var shop = await OpenAsync(("Storefront:RateLimits:PerAddress", "2"));

        Assert.Equal(HttpStatusCode.Unauthorized, (await OrderAsync(shop, token: "forged")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await OrderAsync(shop, token: "forged")).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await OrderAsync(shop, token: "forged")).Status);
    }

    [Fact]
    public async Task Behind_a_load_balancer_an_address_is_what_that_has_seen()
    {
        await using var shop = await OpenAsync(("Storefront:RateLimits:PerAddress", "1"), ("FORWARDEDHEADERS_ENABLED", "true"));

        Assert.Equal(HttpStatusCode.BadRequest, (await shop.PostAsync("/orders", "{}", forwardedFor: "192.0.2.1")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await shop.PostAsync("/orders", "{}", forwardedFor: "192.0.2.2")).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await shop.PostAsync("/orders", "{}", forwardedFor: "203.0.113.9, 192.0.2.1")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await shop.PostAsync("/orders", "{}", forwardedFor: "2001:db8::1")).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await shop.PostAsync("/orders", "{}", forwardedFor: "2001:db8::ffff:2")).Status);
    }

    [Fact]
    public async Task Without_one_a_caller_does_not_choose_his_address()
    {
        await using var shop = await OpenAsync(("Storefront:RateLimits:PerAddress", "1"));

        Assert.Equal(HttpStatusCode.BadRequest, (await shop.PostAsync("/orders", "{}", forwardedFor: "192.0.2.1")).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await shop.PostAsync("/orders", "{}", forwardedFor: "192.0.2.2")).Status);
    }

    [Fact]
    public async Task Questions_are_not_limited()
    {
        await using var shop = await OpenAsync(("Storefront:RateLimits:PerAddress", "1"), ("Storefront:RateLimits:PerCustomer", "1"));

        for (var times = 0; times < 5; times++)
        {
            Assert.Equal(HttpStatusCode.OK, await shop.StatusAsync("/products"));
            Assert.Equal(HttpStatusCode.NotFound, await shop.StatusAsync("/orders/1", Ada));
        }
    }

    [Fact]
    public async Task Nobody_fills_a_mailbox_alone()
    {
        await using var shop = await OpenAsync(("Storefront:RateLimits:PerRecipient", "2"));

        foreach (var token in new[] { Ada, null })
        {
            Assert.Equal(HttpStatusCode.Accepted, (await OrderAsync(shop, "target@example.com", token)).Status);
            Assert.Equal(HttpStatusCode.Accepted, (await OrderAsync(shop, "Target@example.com", token)).Status);
            var (status, _, response) = await OrderAsync(shop, "target@EXAMPLE.com", token);

            Assert.Equal(HttpStatusCode.TooManyRequests, status);
            Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 3600);
            Assert.Equal(
                HttpStatusCode.TooManyRequests, (await shop.PostAsync("/users", """{"email":"target@example.com","name":"T"}""", token: token)).Status);
            Assert.Equal(HttpStatusCode.Accepted, (await OrderAsync(shop, "other@example.com", token)).Status);
        }
    }

    [Fact]
    public async Task What_one_caller_sends_to_an_address_takes_nothing_from_another()
    {
        await using var shop = await OpenAsync(("Storefront:RateLimits:PerRecipient", "1"), ("FORWARDEDHEADERS_ENABLED", "true"));
        const string order = """{"customer":{"email":"owner@example.com"},"lines":[{"sku":"A","quantity":1}]}""";

        Assert.Equal(HttpStatusCode.Accepted, (await shop.PostAsync("/orders", order, token: Eve, forwardedFor: "192.0.2.1")).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await shop.PostAsync("/orders", order, token: Eve, forwardedFor: "192.0.2.2")).Status);

        // The owner, whose access token has no address in it, and who may be anonymous.
        Assert.Equal(HttpStatusCode.Accepted, (await shop.PostAsync("/orders", order, token: Tokens.Of("owner"), forwardedFor: "192.0.2.1")).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await shop.PostAsync("/orders", order, forwardedFor: "192.0.2.1")).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await shop.PostAsync("/orders", order, forwardedFor: "192.0.2.1")).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await shop.PostAsync("/orders", order, forwardedFor: "2001:db8::1")).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await shop.PostAsync("/orders", order, forwardedFor: "2001:db8::2")).Status);
    }

    [Fact]
    public async Task A_repeat_of_an_order_that_was_taken_is_answered_whatever_the_recipient_has_got()
    {
        await using var shop = await OpenAsync(("Storefront:RateLimits:PerRecipient", "1"));
        const string order = """{"customer":{"email":"ada@example.com"},"lines":[{"sku":"A","quantity":1}]}""";

        var first = await shop.PostAsync("/orders", order, key: "k1");
        var second = await shop.PostAsync("/orders", order, key: "k1");

        Assert.Equal(HttpStatusCode.Accepted, second.Status);
        Assert.Equal(first.Body.GetRawText(), second.Body.GetRawText());
    }

    [Fact]
    public async Task Outside_of_development_there_are_limits_unless_they_are_set_to_none()
    {
        await using var limited = await Shop.OpenAsync(
            DatabaseKind.Sqlite, environment: "Production", settings: ("Storefront:AllowAnonymous", "true"));
        await using var unlimited = await Shop.OpenAsync(
            DatabaseKind.Sqlite, environment: "Production", settings: [("Storefront:AllowAnonymous", "true"), ("Storefront:RateLimits:PerAddress", "0")]);

        for (var times = 0; times < 120; times++)
            Assert.Equal(HttpStatusCode.BadRequest, (await limited.PostAsync("/orders", "{}")).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await limited.PostAsync("/orders", "{}")).Status);
        for (var times = 0; times < 130; times++)
            Assert.Equal(HttpStatusCode.BadRequest, (await unlimited.PostAsync("/orders", "{}")).Status);
    }

    private static Task<Shop> OpenAsync(params IEnumerable<(string Setting, string Value)> settings) =>
        Shop.OpenAsync(DatabaseKind.Sqlite, settings: settings);

    private static Task<(HttpStatusCode Status, System.Text.Json.JsonElement Body, HttpResponseMessage Response)> OrderAsync(
        Shop shop, string email = "ada@example.com", string? token = null) =>
        shop.PostAsync("/orders", $$"""{"customer":{"email":"{{email}}"},"lines":[{"sku":"A","quantity":1}]}""", token: token);
}
