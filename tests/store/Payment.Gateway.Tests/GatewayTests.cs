using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;

namespace Payment.Gateway.Tests;

public sealed class GatewayTests : IAsyncLifetime
{
    private WebApplication _gateway = null!;
    private HttpClient _http = null!;

    public ValueTask InitializeAsync() => StartAsync();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task A_charge_is_created_with_an_id()
    {
        using var answer = await PostAsync("charges", "k1", new { reference = "o1", amount = 12.50, currency = "GBP" });

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var body = await JsonAsync(answer);
        Assert.Equal("charged", body.GetProperty("status").GetString());
        Assert.StartsWith("ch_", body.GetProperty("id").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_key_gets_the_same_answer_and_moves_money_once()
    {
        using var first = await PostAsync("charges", "k1", new { reference = "o1", amount = 12.50, currency = "GBP" });
        using var second = await PostAsync("charges", "k1", new { reference = "o1", amount = 12.5, currency = "GBP" });

        Assert.Equal(await first.Content.ReadAsStringAsync(Token), await second.Content.ReadAsStringAsync(Token));
        Assert.Equal(1, (await LedgerAsync()).GetProperty("charges").GetInt32());
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_unprocessable()
    {
        using var first = await PostAsync("charges", "k1", new { reference = "o1", amount = 12.50, currency = "GBP" });
        using var second = await PostAsync("charges", "k1", new { reference = "o1", amount = 12.51, currency = "GBP" });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, second.StatusCode);
    }

    [Fact]
    public async Task Concurrent_calls_with_one_key_move_money_once()
    {
        var calls = Enumerable.Range(0, 20).Select(_ => PostAsync("charges", "k1", new { reference = "o1", amount = 1, currency = "GBP" }));
        foreach (var answer in await Task.WhenAll(calls))
            answer.Dispose();

        Assert.Equal(1, (await LedgerAsync()).GetProperty("entries")[0].GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task During_an_outage_no_charge_is_answered_and_the_ledger_stays()
    {
        using var before = await PostAsync("charges", "k1", new { reference = "o1", amount = 1, currency = "GBP" });
        await BeginOutageAsync(seconds: 3600);

        await Assert.ThrowsAsync<HttpRequestException>(
            () => PostAsync("charges", "k2", new { reference = "o2", amount = 1, currency = "GBP" }));
        Assert.Equal(1, (await LedgerAsync()).GetProperty("charges").GetInt32());

        await BeginOutageAsync(seconds: 0);
        using var after = await PostAsync("charges", "k2", new { reference = "o2", amount = 1, currency = "GBP" });
        Assert.Equal(HttpStatusCode.Created, after.StatusCode);
    }

    [Theory, InlineData(-1), InlineData(86_401)]
    public async Task An_outage_of_another_length_is_refused(int seconds)
    {
        using var answer = await _http.PostAsJsonAsync("outage", new { seconds }, Token);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Two_keys_for_one_reference_show_in_the_ledger()
    {
        using var first = await PostAsync("charges", "k1", new { reference = "o1", amount = 1, currency = "GBP" });
        using var second = await PostAsync("charges", "k2", new { reference = "o1", amount = 1, currency = "GBP" });

        var entry = (await LedgerAsync()).GetProperty("entries")[0];
        Assert.Equal(2, entry.GetProperty("count").GetInt32());
        Assert.Equal(["k1", "k2"], entry.GetProperty("idempotencyKeys").EnumerateArray().Select(key => key.GetString()));
    }

    [Fact]
    public async Task The_ledger_counts_the_calls_that_came_again()
    {
        using var first = await PostAsync("charges", "k1", new { reference = "o1", amount = 1, currency = "GBP" });
        using var second = await PostAsync("charges", "k1", new { reference = "o1", amount = 1, currency = "GBP" });

        Assert.Equal(1, (await LedgerAsync()).GetProperty("repeated").GetInt32());
    }

    [Theory, InlineData(12.13, HttpStatusCode.PaymentRequired), InlineData(12.14, HttpStatusCode.Created),
     InlineData(13, HttpStatusCode.Created)]
    public async Task Amounts_that_end_in_13_are_declined(double amount, HttpStatusCode expected)
    {
        using var answer = await PostAsync("charges", "k1", new { reference = "o1", amount, currency = "GBP" });

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task A_decline_says_why()
    {
        using var answer = await PostAsync("charges", "k1", new { reference = "o1", amount = 0.13, currency = "GBP" });

        Assert.Equal("insufficient_funds", (await JsonAsync(answer)).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_refund_is_never_declined()
    {
        using var answer = await PostAsync("refunds", "k1", new { reference = "r1", amount = 12.13, currency = "GBP" });

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(12.13m, (await LedgerAsync()).GetProperty("totals")[0].GetProperty("refunded").GetDecimal());
    }

    [Fact]
    public async Task A_call_without_a_key_is_refused()
    {
        using var answer = await _http.PostAsJsonAsync("charges", new { reference = "o1", amount = 1, currency = "GBP" }, Token);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory, InlineData("{}"), InlineData("{"), InlineData("""{"reference":"o1","amount":-1,"currency":"GBP"}"""),
     InlineData("""{"reference":"o1","amount":1,"currency":"pound"}""")]
    public async Task A_bad_body_is_refused(string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "charges")
        {
            Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Idempotency-Key", "k1");
        using var answer = await _http.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Failures_do_not_double_a_charge_that_is_tried_again()
    {
        await DisposeAsync();
        await StartAsync(("Gateway:FailureRate", "0.6"), ("Gateway:Seed", "7"));

        for (var order = 0; order < 30; order++)
        {
            HttpStatusCode status;
            do
            {
                using var answer = await PostAsync("charges", $"k{order}", new { reference = $"o{order}", amount = 1, currency = "GBP" });
                status = answer.StatusCode;
            }
            while (status == HttpStatusCode.ServiceUnavailable);
        }

        Assert.Equal(30, (await LedgerAsync()).GetProperty("charges").GetInt32());
    }

    [Fact]
    public async Task The_ledger_can_be_paged()
    {
        for (var order = 0; order < 3; order++)
            (await PostAsync("charges", $"k{order}", new { reference = $"o{order}", amount = 1, currency = "GBP" })).Dispose();

        var page = await _http.GetFromJsonAsync<JsonElement>("ledger?skip=1&take=1", Token);

        Assert.Equal("o1", Assert.Single(page.GetProperty("entries").EnumerateArray()).GetProperty("reference").GetString());
        Assert.Equal(3, page.GetProperty("references").GetInt32());
    }

    [Fact]
    public async Task It_is_healthy() => Assert.Equal("Healthy", await _http.GetStringAsync("health", Token));

    [Fact]
    public async Task Its_health_check_ends_with_0_while_it_runs_and_with_1_after()
    {
        string[] check = ["--healthcheck", "--port", $"{_http.BaseAddress!.Port}"];

        Assert.Equal(0, await Program.Main(check));
        await _gateway.StopAsync(Token);
        Assert.Equal(1, await Program.Main(check));
    }

    [Fact]
    public async Task It_listens_where_the_ports_of_the_environment_say()
    {
        await using var gateway = GatewayApplication.Create(settings: [KeyValuePair.Create("http_ports", (string?)"0")]);
        await gateway.StartAsync(Token);

        Assert.DoesNotContain("127.0.0.1:5081", gateway.Urls.Single(), StringComparison.Ordinal);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Task<JsonElement> JsonAsync(HttpResponseMessage answer) => answer.Content.ReadFromJsonAsync<JsonElement>(Token);

    private async ValueTask StartAsync(params (string Key, string Value)[] settings)
    {
        _gateway = GatewayApplication.Create(port: 0, settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        await _gateway.StartAsync(Token);
        _http = new HttpClient { BaseAddress = new Uri(_gateway.Urls.Single()) };
    }

    private Task<JsonElement> LedgerAsync() => _http.GetFromJsonAsync<JsonElement>("ledger", Token);

    private async Task BeginOutageAsync(int seconds)
    {
        using var answer = await _http.PostAsJsonAsync("outage", new { seconds }, Token);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string key, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", key);
        return await _http.SendAsync(request, Token);
    }
}
