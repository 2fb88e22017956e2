using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Workers.Local.Demo;

/// <summary>
/// Places orders and registers users at the Storefront, as a customer's browser would: again, under the same key, when it gets no
/// answer.
/// </summary>
internal sealed class Shopper(Uri storefront, int seed) : IDisposable
{
    private const int MaxTries = 60;

    // No price, and so no total, ends in .13: the gateway stand-in declines those, and a demo's orders are all alike.
    private static readonly (string Sku, string Description, decimal Price)[] Catalogue =
    [
        ("10001", "Tea towel, striped", 4.25m),
        ("10002", "Enamel mug, blue", 6.90m),
        ("10003", "Oak bread board", 18.50m),
        ("10004", "Linen apron", 24.00m),
        ("10005", "Beeswax candle", 3.75m),
        ("10006", "Stoneware jug", 31.40m),
        ("10007", "Paper lantern", 2.95m),
        ("10008", "Wool blanket", 79.00m),
    ];

    private readonly HttpClient _http = new() { BaseAddress = storefront, Timeout = TimeSpan.FromSeconds(20) };
    private readonly string _run = Guid.CreateVersion7().ToString("N");

    /// <summary>Places an order and returns its number.</summary>
    public async Task<string> OrderAsync(int number, CancellationToken cancellationToken)
    {
        var random = new Random((seed * 1_000_003) + number);

        // A list: a repeated request has to say the same as the first.
        var lines = Enumerable.Range(0, random.Next(1, 5)).Select(_ =>
        {
            var (sku, description, price) = Catalogue[random.Next(Catalogue.Length)];
            return new { sku, description, quantity = random.Next(1, 4), unitPrice = price };
        }).ToList();
        var order = new { customer = new { email = $"customer{number}@example.com", name = $"Customer {number}" }, lines };
        return await PostAsync("/orders", order, $"{_run}-order-{number}", "orderId", cancellationToken);
    }

    /// <summary>Registers a user and returns his number.</summary>
    public Task<string> RegisterAsync(int number, CancellationToken cancellationToken) =>
        PostAsync(
            "/users",
            new { email = $"user{number}@example.com", name = $"User {number}" },
            $"{_run}-user-{number}",
            "userId",
            cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<string> PostAsync<T>(
        string path, T body, string idempotencyKey, string idMember, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
                request.Headers.Add("Idempotency-Key", idempotencyKey);
                using var response = await _http.SendAsync(request, cancellationToken);
                var answer = await response.Content.ReadAsStringAsync(cancellationToken);
                if (response.IsSuccessStatusCode)
                    return JsonNode.Parse(answer)![idMember]!.GetValue<string>();
                if ((int)response.StatusCode < 500 || attempt == MaxTries)
                    throw new LocalException($"POST {path} was answered with {(int)response.StatusCode}: {answer}");
            }
            catch (Exception error) when (
                error is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested && attempt < MaxTries)
            {
                // The Storefront may just be starting again: the key makes the repeat harmless.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(250), cancellationToken);
        }
    }
}
