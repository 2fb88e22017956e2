using System.Net;
using Postgres.Testing;
using Store.Contracts.Orders;
using Store.Contracts.Users;

namespace Storefront.Tests;

public abstract class CallerTests(DatabaseKind database) : IAsyncLifetime
{
    private const string Order = """{"customer":{"email":"ada@example.com"},"lines":[{"sku":"A","quantity":2}]}""";
    private const string User = """{"email":"ada@example.com","name":"Ada"}""";

    private static readonly string Ada = Tokens.Of("ada");
    private static readonly string Eve = Tokens.Of("eve");

    private Shop _shop = null!;

    public async ValueTask InitializeAsync() => _shop = await Shop.OpenAsync(database);

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public async Task An_order_has_the_number_of_the_customer_who_placed_it()
    {
        await _shop.PostAsync("/orders", Order, token: Ada);

        Assert.Equal("ada", Assert.IsType<OrderCreated>(Assert.Single(_shop.Outbox).Event).Customer.CustomerId);
    }

    [Fact]
    public async Task An_order_is_read_and_returned_by_its_customer_alone()
    {
        var (_, body, _) = await _shop.PostAsync("/orders", Order, token: Ada);
        var path = $"/orders/{body.GetProperty("orderId").GetString()}";

        Assert.Equal(HttpStatusCode.NotFound, await _shop.StatusAsync(path));
        Assert.Equal(HttpStatusCode.NotFound, await _shop.StatusAsync(path, Eve));
        Assert.Equal(HttpStatusCode.NotFound, (await _shop.PostAsync($"{path}/returns", "")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _shop.PostAsync($"{path}/returns", "", token: Eve)).Status);
        Assert.Equal(HttpStatusCode.OK, await _shop.StatusAsync(path, Ada));
        Assert.Equal(HttpStatusCode.Accepted, (await _shop.PostAsync($"{path}/returns", "", token: Ada)).Status);
    }

    [Fact]
    public async Task An_anonymous_order_is_no_customers()
    {
        var (_, body, _) = await _shop.PostAsync("/orders", Order);
        var path = $"/orders/{body.GetProperty("orderId").GetString()}";

        Assert.Equal(HttpStatusCode.OK, await _shop.StatusAsync(path));
        Assert.Equal(HttpStatusCode.NotFound, await _shop.StatusAsync(path, Eve));
    }

    [Fact]
    public async Task A_customer_has_one_account_of_the_same_number_and_reads_it_alone()
    {
        var (status, body, _) = await _shop.PostAsync("/users", User, token: Ada);

        Assert.Equal((HttpStatusCode.Accepted, "ada"), (status, body.GetProperty("userId").GetString()));
        Assert.Equal("ada", Assert.IsType<UserRegistered>(Assert.Single(_shop.Outbox).Event).UserId);
        Assert.Equal(HttpStatusCode.Conflict, (await _shop.PostAsync("/users", User, token: Ada)).Status);
        Assert.Equal(HttpStatusCode.OK, await _shop.StatusAsync("/users/ada", Ada));
        Assert.Equal(HttpStatusCode.NotFound, await _shop.StatusAsync("/users/ada", Eve));
        Assert.Equal(HttpStatusCode.NotFound, await _shop.StatusAsync("/users/ada"));
    }

    [Fact]
    public async Task Concurrent_registrations_of_a_customer_are_one_account()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => _shop.PostAsync("/users", User, token: Ada)));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Accepted);
        Assert.Equal(5, answers.Count(answer => answer.Status == HttpStatusCode.Conflict));
        Assert.Single(_shop.Outbox);
    }

    [Fact]
    public async Task An_idempotency_key_is_its_callers()
    {
        var answers = new[]
        {
            await _shop.PostAsync("/orders", Order, key: "k1"),
            await _shop.PostAsync("/orders", Order, key: "k1", token: Ada),
            await _shop.PostAsync("/orders", Order, key: "k1", token: Eve),
            await _shop.PostAsync("/orders", Order, key: "k1", token: Ada),
        };

        Assert.Equal(3, answers.Select(answer => answer.Body.GetProperty("orderId").GetString()).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(answers[1].Body.GetRawText(), answers[3].Body.GetRawText());
    }

    [Fact]
    public async Task An_idempotency_key_holds_however_the_path_is_spelt()
    {
        var order = await _shop.PostAsync("/orders", Order, key: "k1");
        var repeated = await _shop.PostAsync("/Orders/", Order, key: "k1");
        var id = order.Body.GetProperty("orderId").GetString();
        var taken = await _shop.PostAsync($"/orders/{id}/returns", "", key: "k1");
        var takenAgain = await _shop.PostAsync($"/ORDERS/{id}/returns/", "", key: "k1");
        var other = await _shop.PostAsync("/orders", Order, key: "k2");
        var otherTaken = await _shop.PostAsync($"/orders/{other.Body.GetProperty("orderId").GetString()}/returns", "", key: "k1");

        Assert.Equal(order.Body.GetRawText(), repeated.Body.GetRawText());
        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (taken.Status, otherTaken.Status));
        Assert.Equal(taken.Body.GetRawText(), takenAgain.Body.GetRawText());
        Assert.NotEqual(taken.Body.GetRawText(), otherTaken.Body.GetRawText());
    }

    [Fact]
    public async Task The_address_of_a_token_is_taken_where_the_order_names_none()
    {
        var ada = Tokens.Of("ada", email: "ada@example.org");

        Assert.Equal(HttpStatusCode.Accepted, (await _shop.PostAsync("/orders", """{"lines":[{"sku":"A","quantity":1}]}""", token: ada)).Status);
        Assert.Equal("ada@example.org", Assert.IsType<OrderCreated>(_shop.Outbox[^1].Event).Customer.Email);
        Assert.Equal(HttpStatusCode.BadRequest, (await _shop.PostAsync("/orders", """{"lines":[{"sku":"A","quantity":1}]}""", token: Eve)).Status);
    }

    public static TheoryData<string> BadTokens =>
    [
        "nonsense",
        Tokens.Of("ada", audience: "https://elsewhere.example"),
        Tokens.Of("ada", minutes: -60),
        Tokens.Of("ada", key: new byte[32]),
        Tokens.Of(customerId: null),
        Tokens.Of(""),
        Tokens.Of(new string('a', 65)),
        Tokens.Of("a\nb"),
        Tokens.Of(" "),
        Tokens.Of("a\u200Bb"),
        Tokens.Of("a/b"),
        Tokens.Of("."),
        Tokens.Of(".."),
    ];

    [Theory, MemberData(nameof(BadTokens))]
    public async Task A_token_that_is_not_valid_is_no_anonymous_shoppers(string token)
    {
        Assert.Equal(HttpStatusCode.Unauthorized, (await _shop.PostAsync("/orders", Order, token: token)).Status);
        Assert.Empty(_shop.Outbox);
    }

    [Fact]
    public async Task History_needs_its_scope()
    {
        const string history = """{"invoices":[{"number":"1","isReturn":false,"at":"2010-12-01T08:00:00Z","customerId":null,"currency":"GBP","lines":[]}]}""";

        Assert.Equal(HttpStatusCode.Forbidden, (await _shop.PostAsync("/history", history, token: Ada)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await _shop.PostAsync("/history", history, token: Tokens.Of("ada", scope: "historydata"))).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await _shop.PostAsync("/history", history, token: Tokens.Of("ada", scope: "openid history"))).Status);
    }
}

public sealed class CallerTestsOnSqlite() : CallerTests(DatabaseKind.Sqlite);

public sealed class CallerTestsOnPostgres() : CallerTests(DatabaseKind.Postgres);
