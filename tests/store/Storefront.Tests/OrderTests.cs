using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Postgres.Testing;
using Store.Contracts.Orders;

namespace Storefront.Tests;

public abstract class OrderTests(DatabaseKind database) : IAsyncLifetime
{
    private const string Good =
        """
        {"customer":{"email":"ada@example.com","name":"Ada"},
         "lines":[{"sku":"A1","quantity":2},{"sku":"B1","quantity":1}]}
        """;

    private Shop _shop = null!;

    public async ValueTask InitializeAsync() => _shop = await Shop.OpenAsync(database);

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public async Task An_order_is_accepted_kept_and_announced()
    {
        var (status, body, response) = await _shop.PostAsync("/orders", Good);

        Assert.Equal(HttpStatusCode.Accepted, status);
        var orderId = body.GetProperty("orderId").GetString()!;
        Assert.Equal($"/orders/{orderId}", response.Headers.Location!.ToString());
        var (announced, correlationId) = Assert.Single(_shop.Outbox);
        var created = Assert.IsType<OrderCreated>(announced);
        Assert.Empty(created.Validate());
        Assert.Equal((9.10m, "GBP"), (created.Total.Amount, created.Total.Currency));
        Assert.Equal(Guid.Parse(orderId), correlationId);
        Assert.Equal(9.10m, (await _shop.GetAsync($"/orders/{orderId}")).GetProperty("total").GetProperty("amount").GetDecimal());
    }

    [Fact]
    public async Task An_order_for_nothing_is_an_order()
    {
        var (status, _, _) = await _shop.PostAsync("/orders", Body(lines: """[{"sku":"FREE","quantity":1}]"""));

        Assert.Equal(HttpStatusCode.Accepted, status);
    }

    public static TheoryData<string, string> BadBodies => new()
    {
        { "{", "$" },
        { "[]", "$" },
        { "null", "$" },
        { """{"lines":[],"lines":[]}""", "$" },
        { """{"\ud800":1}""", "$" },
        { """{"customer":{"\udc00":1}}""", "$" },
        { "{}", "customer" },
        { "{}", "lines" },
        { """{"customer":"Ada","lines":[]}""", "customer" },
        { Body(customer: "{}"), "customer.email" },
        { Body(customer: """{"email":"nobody"}"""), "customer.email" },
        { Body(customer: """{"email":"a b@example.com"}"""), "customer.email" },
        { Body(customer: """{"email":"a@example.com\nBcc: b@example.com"}"""), "customer.email" },
        { Body(customer: """{"email":"a@example.com","name":"\ud800"}"""), "customer.name" },
        { Body(customer: """{"email":"a@example.com","name":"\u0000"}"""), "customer.name" },
        { Body(customer: """{"email":"a@example.com","nmae":"Ada"}"""), "customer.nmae" },
        { Body(customer: """{"email":"a@example.com","customerId":"7"}"""), "customer.customerId" },
        { Body(lines: """[{"sku":"A","quantity":1,"unitPrice":0}]"""), "lines[0].unitPrice" },
        { Body(lines: """[{"sku":"A","quantity":1,"description":"https://example.com"}]"""), "lines[0].description" },
        { Body(lines: "[]"), "lines" },
        { Body(lines: "7"), "lines" },
        { Body(lines: "[7]"), "lines[0]" },
        { Body(lines: "[null]"), "lines[0]" },
        { Body(lines: """[{"sku":"","quantity":1}]"""), "lines[0].sku" },
        { Body(lines: """[{"sku":7,"quantity":1}]"""), "lines[0].sku" },
        { Body(lines: """[{"sku":"A","quantity":0}]"""), "lines[0].quantity" },
        { Body(lines: """[{"sku":"A","quantity":-1}]"""), "lines[0].quantity" },
        { Body(lines: """[{"sku":"A","quantity":1.5}]"""), "lines[0].quantity" },
        { Body(lines: """[{"sku":"A","quantity":"1"}]"""), "lines[0].quantity" },
        { Body(lines: """[{"sku":"A","quantity":99999999999999999999}]"""), "lines[0].quantity" },
    };

    [Theory, InlineData("""[{"sku":"A","quantity":1},{"sku":"Z","quantity":1}]""", "GBP", "lines[1].sku"),
     InlineData("""[{"sku":"a","quantity":1}]""", "GBP", "lines[0].sku"), InlineData("""[{"sku":"DEAR","quantity":1000000}]""", "GBP", "lines"),
     InlineData("""[{"sku":"A","quantity":1}]""", "ZZZ", "currency"), InlineData("""[{"sku":"A","quantity":1}]""", "gbp", "currency")]
    public async Task What_the_shop_does_not_offer_is_unprocessable(string lines, string currency, string member)
    {
        var (status, problem, _) = await _shop.PostAsync("/orders", Body(lines: lines, currency: currency));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal([member], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
        Assert.Empty(_shop.Outbox);
    }

    [Theory, InlineData("GBP", 9.10), InlineData("EUR", 10.40)]
    public async Task An_order_costs_what_the_catalogue_says_in_its_currency(string currency, decimal total)
    {
        await _shop.PostAsync("/orders", Body(lines: """[{"sku":"A1","quantity":2},{"sku":"B1","quantity":1}]""", currency: currency));

        var created = Assert.IsType<OrderCreated>(Assert.Single(_shop.Outbox).Event);
        Assert.Equal((total, currency), (created.Total.Amount, created.Total.Currency));
        Assert.Equal(["Mug", "Box"], created.Lines.Select(line => line.Description));
    }

    [Theory, MemberData(nameof(BadBodies))]
    public async Task A_bad_body_is_refused_by_member(string body, string member)
    {
        var (status, problem, response) = await _shop.PostAsync("/orders", body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.True(problem.GetProperty("errors").TryGetProperty(member, out _), $"{member} is not among {problem.GetProperty("errors")}.");
        Assert.Empty(_shop.Outbox);
    }

    [Fact]
    public async Task All_that_is_wrong_is_said_at_once()
    {
        var (_, problem, _) = await _shop.PostAsync("/orders", """{"customer":{},"lines":[{"sku":"A"},{"quantity":0}]}""");

        Assert.Equal(
            ["customer.email", "lines[0].quantity", "lines[1].quantity", "lines[1].sku"],
            problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task More_than_a_thousand_lines_are_refused()
    {
        var line = """{"sku":"A","quantity":1}""";
        Assert.Equal(HttpStatusCode.Accepted, (await _shop.PostAsync("/orders", Body(lines: $"[{Repeat(line, 1000)}]"))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await _shop.PostAsync("/orders", Body(lines: $"[{Repeat(line, 1001)}]"))).Status);
    }

    [Fact]
    public async Task A_body_above_256_KB_is_too_large() =>
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await _shop.PostAsync("/orders", Good.PadRight((256 * 1024) + 1))).Status);

    [Fact]
    public async Task A_body_far_above_the_limit_is_still_answered() =>
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await _shop.PostAsync("/orders", Good.PadRight(8 * 1024 * 1024))).Status);

    [Fact]
    public async Task An_order_whose_event_would_not_fit_is_too_large()
    {
        // The name of this product is two bytes a letter in the catalogue and may be six in the event.
        var line = """{"sku":"LONG","quantity":1}""";

        var (status, problem, _) = await _shop.PostAsync("/orders", Body(lines: $"[{Repeat(line, 400)}]"));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Contains("Split the request", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_JSON_is_taken() =>
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await _shop.PostAsync("/orders", Good, contentType: "text/plain")).Status);

    [Fact]
    public async Task A_repeated_request_gets_the_first_answer()
    {
        var first = await _shop.PostAsync("/orders", Good, key: "k1");
        var second = await _shop.PostAsync("/orders", Good, key: "k1");

        Assert.Equal(first.Body.GetRawText(), second.Body.GetRawText());
        Assert.Equal(first.Response.Headers.Location, second.Response.Headers.Location);
        Assert.Equal(["true"], second.Response.Headers.GetValues("Idempotent-Replayed"));
        Assert.False(first.Response.Headers.Contains("Idempotent-Replayed"));
        Assert.Single(_shop.Outbox);
    }

    [Fact]
    public async Task A_key_that_was_used_for_another_body_is_unprocessable()
    {
        await _shop.PostAsync("/orders", Good, key: "k1");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await _shop.PostAsync("/orders", Good + " ", key: "k1")).Status);
    }

    [Fact]
    public async Task Concurrent_duplicates_are_one_order()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => _shop.PostAsync("/orders", Good, key: "k1")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Accepted, answer.Status));
        Assert.Single(answers.Select(answer => answer.Body.GetProperty("orderId").GetString()).Distinct(StringComparer.Ordinal));
        Assert.Single(_shop.Outbox);
    }

    [Fact]
    public async Task What_cannot_be_saved_is_to_be_sent_again()
    {
        await _shop.UseAsync(db => db.Database.ExecuteSqlRawAsync("""ALTER TABLE "Orders" RENAME COLUMN "Total" TO "Sum" """, Shop.Token));
        try
        {
            var (status, problem, response) = await _shop.PostAsync("/orders", Good, key: "k1");

            Assert.Equal((HttpStatusCode.ServiceUnavailable, 503), (status, problem.GetProperty("status").GetInt32()));
            Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter!.Delta);
            Assert.Contains("POST /orders", Assert.Single(_shop.Log.LinesOf("Storefront")).Text, StringComparison.Ordinal);
        }
        finally
        {
            await _shop.UseAsync(db => db.Database.ExecuteSqlRawAsync("""ALTER TABLE "Orders" RENAME COLUMN "Sum" TO "Total" """, Shop.Token));
        }

        Assert.Equal(HttpStatusCode.Accepted, (await _shop.PostAsync("/orders", Good, key: "k1")).Status);
    }

    [Fact]
    public async Task A_key_is_1_to_255_characters_long() =>
        Assert.Equal(HttpStatusCode.BadRequest, (await _shop.PostAsync("/orders", Good, key: new string('k', 256))).Status);

    [Fact]
    public async Task A_request_that_was_refused_leaves_its_key_free()
    {
        await _shop.PostAsync("/orders", "{}", key: "k1");

        Assert.Equal(HttpStatusCode.Accepted, (await _shop.PostAsync("/orders", Good, key: "k1")).Status);
    }

    [Fact]
    public async Task A_key_is_free_again_when_it_has_expired()
    {
        var first = await _shop.PostAsync("/orders", Good, key: "k1");

        await _shop.UseAsync(db => db.KeysBefore(DateTimeOffset.UtcNow.AddHours(-24)).Take(1000).ExecuteDeleteAsync(Shop.Token));
        var soon = await _shop.PostAsync("/orders", Good, key: "k1");
        await _shop.UseAsync(db => db.KeysBefore(DateTimeOffset.UtcNow.AddHours(24)).Take(1000).ExecuteDeleteAsync(Shop.Token));
        var late = await _shop.PostAsync("/orders", Good, key: "k1");

        Assert.Equal(first.Body.GetRawText(), soon.Body.GetRawText());
        Assert.NotEqual(first.Body.GetRawText(), late.Body.GetRawText());
    }

    [Fact]
    public async Task An_unknown_order_is_not_found()
    {
        using var answer = await _shop.Http.GetAsync("/orders/nobody", Shop.Token);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private static string Body(
        string customer = """{"email":"ada@example.com"}""",
        string lines = """[{"sku":"A","quantity":1}]""",
        string currency = "GBP") =>
        $$"""{"customer":{{customer}},"currency":{{JsonSerializer.Serialize(currency)}},"lines":{{lines}}}""";

    private static string Repeat(string text, int times) => string.Join(',', Enumerable.Repeat(text, times));
}

public sealed class OrderTestsOnSqlite() : OrderTests(DatabaseKind.Sqlite);

public sealed class OrderTestsOnPostgres() : OrderTests(DatabaseKind.Postgres);
