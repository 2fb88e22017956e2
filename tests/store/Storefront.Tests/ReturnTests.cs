using System.Net;
using Postgres.Testing;
using Store.Contracts.Orders;

namespace Storefront.Tests;

public abstract class ReturnTests(DatabaseKind database) : IAsyncLifetime
{
    private Shop _shop = null!;
    private string _orderId = "";

    public async ValueTask InitializeAsync()
    {
        _shop = await Shop.OpenAsync(database);
        var (_, body, _) = await _shop.PostAsync(
            "/orders",
            """
            {"customer":{"email":"ada@example.com"},"lines":[{"sku":"A","quantity":2},{"sku":"A","quantity":2},{"sku":"B","quantity":1}]}
            """);
        _orderId = body.GetProperty("orderId").GetString()!;
        _shop.Outbox.Clear();
    }

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public async Task What_is_returned_is_paid_back_at_the_price_of_its_lines()
    {
        var (status, body, _) = await ReturnAsync("""{"lines":[{"sku":"A","quantity":3}]}""");

        Assert.Equal(HttpStatusCode.Accepted, status);
        var (announced, correlationId) = Assert.Single(_shop.Outbox);
        var returned = Assert.IsType<OrderReturned>(announced);
        Assert.Empty(returned.Validate());
        Assert.Equal([(2, 3m), (1, 3m)], returned.Lines.Select(line => (line.Quantity, line.UnitPrice)));
        Assert.Equal((9m, _orderId), (returned.Refund.Amount, returned.OrderId));
        Assert.Equal(Guid.Parse(_orderId), correlationId);
        Assert.Equal(returned.ReturnId, body.GetProperty("returnId").GetString());
        var kept = (await _shop.GetAsync($"/orders/{_orderId}")).GetProperty("returns")[0];
        Assert.Equal(9m, kept.GetProperty("refund").GetProperty("amount").GetDecimal());
    }

    [Fact]
    public async Task An_empty_body_returns_what_was_not_returned_yet()
    {
        await ReturnAsync("""{"lines":[{"sku":"A","quantity":3}]}""");

        Assert.Equal(HttpStatusCode.Accepted, (await ReturnAsync("")).Status);

        Assert.Equal(7m, ((OrderReturned)_shop.Outbox[^1].Event).Refund.Amount);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await ReturnAsync("")).Status);
    }

    [Theory, InlineData("""{"lines":[{"sku":"A","quantity":5}]}"""), InlineData("""{"lines":[{"sku":"Z","quantity":1}]}"""),
     InlineData("""{"lines":[{"sku":"B","quantity":1},{"sku":"B","quantity":1}]}""")]
    public async Task More_than_was_ordered_is_unprocessable(string body)
    {
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await ReturnAsync(body)).Status);
        Assert.Empty(_shop.Outbox);
    }

    [Theory, InlineData("{}"), InlineData("{"), InlineData("""{"lines":[{"sku":"A","quantity":-1}]}""")]
    public async Task A_bad_body_is_refused(string body) => Assert.Equal(HttpStatusCode.BadRequest, (await ReturnAsync(body)).Status);

    [Fact]
    public async Task An_unknown_order_is_not_found() =>
        Assert.Equal(HttpStatusCode.NotFound, (await _shop.PostAsync("/orders/nobody/returns", "")).Status);

    [Fact]
    public async Task Concurrent_returns_never_return_more_than_was_ordered()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => ReturnAsync("""{"lines":[{"sku":"A","quantity":1}]}""")));

        Assert.Equal(4, answers.Count(answer => answer.Status == HttpStatusCode.Accepted));
        Assert.Equal(2, answers.Count(answer => answer.Status == HttpStatusCode.UnprocessableEntity));
        Assert.Equal(4, _shop.Outbox.Count);
    }

    [Fact]
    public async Task Many_concurrent_returns_of_one_order_are_each_taken_or_refused()
    {
        var (_, body, _) = await _shop.PostAsync(
            "/orders", """{"customer":{"email":"ada@example.com"},"lines":[{"sku":"A","quantity":30}]}""");
        var path = $"/orders/{body.GetProperty("orderId").GetString()}/returns";

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(
            number => _shop.PostAsync(path, """{"lines":[{"sku":"A","quantity":1}]}""", key: $"return-{number}")));

        Assert.Equal(
            [(HttpStatusCode.Accepted, 30), (HttpStatusCode.UnprocessableEntity, 10)],
            answers.CountBy(answer => answer.Status).Select(count => (count.Key, count.Value)).Order());
        Assert.Equal(30, _shop.Outbox.Count(sent => sent.Event is OrderReturned));
        Assert.Empty(_shop.Log.Lines);
    }

    [Fact]
    public async Task Concurrent_repeats_of_a_return_get_its_answer()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _shop.PostAsync($"/orders/{_orderId}/returns", "", key: "k1")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Accepted, answer.Status));
        Assert.Single(answers.Select(answer => answer.Body.GetRawText()).Distinct());
        Assert.Single(_shop.Outbox);
    }

    [Fact]
    public async Task A_repeated_return_is_one_return()
    {
        var first = await _shop.PostAsync($"/orders/{_orderId}/returns", "", key: "k1");
        var second = await _shop.PostAsync($"/orders/{_orderId}/returns", "", key: "k1");

        Assert.Equal(first.Body.GetRawText(), second.Body.GetRawText());
        Assert.Single(_shop.Outbox);
    }

    [Theory, InlineData(null), InlineData("text/plain")]
    public async Task A_return_that_a_page_of_elsewhere_could_send_without_being_asked_first_is_refused(string? contentType)
    {
        using var content = contentType is null ? null : new StringContent("", System.Text.Encoding.UTF8, contentType);

        using var answer = await _shop.Http.PostAsync($"/orders/{_orderId}/returns", content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Empty(_shop.Outbox);
    }

    private Task<(HttpStatusCode Status, System.Text.Json.JsonElement Body, HttpResponseMessage Response)> ReturnAsync(string body) =>
        _shop.PostAsync($"/orders/{_orderId}/returns", body);
}

public sealed class ReturnTestsOnSqlite() : ReturnTests(DatabaseKind.Sqlite);

public sealed class ReturnTestsOnPostgres() : ReturnTests(DatabaseKind.Postgres);
