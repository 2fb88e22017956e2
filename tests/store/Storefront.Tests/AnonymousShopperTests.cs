using System.Net;
using Postgres.Testing;

namespace Storefront.Tests;

public sealed class AnonymousShopperTests
{
    private const string Order = """{"customer":{"email":"ada@example.com"},"lines":[{"sku":"A","quantity":2}]}""";
    private const string User = """{"email":"ada@example.com","name":"Ada"}""";

    private static readonly string Ada = Tokens.Of("ada");

    [Fact]
    public async Task Without_anonymous_shoppers_a_token_is_needed_for_all_but_the_products()
    {
        await using var shop = await Shop.OpenAsync(DatabaseKind.Sqlite, settings: ("Storefront:AllowAnonymous", "false"));

        Assert.Equal(HttpStatusCode.Unauthorized, (await shop.PostAsync("/orders", Order)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await shop.PostAsync("/orders/1/returns", "")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await shop.PostAsync("/users", User)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await shop.PostAsync("/history", "{}")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, await shop.StatusAsync("/orders/1"));
        Assert.Equal(HttpStatusCode.Unauthorized, await shop.StatusAsync("/users/1"));
        Assert.Equal(HttpStatusCode.OK, await shop.StatusAsync("/products"));
        Assert.Equal(HttpStatusCode.Accepted, (await shop.PostAsync("/orders", Order, token: Ada)).Status);
    }
}
