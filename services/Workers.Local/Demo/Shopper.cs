using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Workers.Local.Demo;

/// <summary>
/// Places orders, returns goods and registers users at the Storefront, as a customer's browser would: again, under the same key,
/// when it gets no answer.
/// </summary>
internal sealed class Shopper(Uri storefront, int seed) : IDisposable
{
    /// <summary>Of so many orders one is such that the gateway stand-in declines it.</summary>
    private const int OneIsDeclinedOf = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    // No price, and so no total, ends in .13: the gateway stand-in declines those.
    private static readonly Line[] Catalogue =
    [
        new("10001", "Tea towel, striped", 1, 4.25m),
        new("10002", "Enamel mug, blue", 1, 6.90m),
        new("10003", "Oak bread board", 1, 18.50m),
        new("10004", "Linen apron", 1, 24.00m),
        new("10005", "Beeswax candle", 1, 3.75m),
        new("10006", "Stoneware jug", 1, 31.40m),
        new("10007", "Paper lantern", 1, 2.95m),
        new("10008", "Wool blanket", 1, 79.00m),
    ];

    private static readonly Line Unaffordable = new("10009", "Copper kettle", 1, 64.13m);

    private readonly HttpClient _http = new() { BaseAddress = storefront, Timeout = TimeSpan.FromSeconds(20) };
    private readonly string _run = Guid.CreateVersion7().ToString("N");

    /// <summary>How long an answer is tried for.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Places an order.</summary>
    /// <param name="number">Which one of this run; the same number is the same order.</param>
    /// <param name="mayBeDeclined">Whether it may be one that the gateway stand-in declines.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<AcceptedOrder> OrderAsync(int number, bool mayBeDeclined, CancellationToken cancellationToken) =>
        mayBeDeclined && number % OneIsDeclinedOf == OneIsDeclinedOf / 2
            ? OrderDeclinedAsync(number, cancellationToken)
            : OrderAsync(number, Lines(number), isDeclined: false, cancellationToken);

    /// <summary>Places an order that the gateway stand-in declines.</summary>
    public Task<AcceptedOrder> OrderDeclinedAsync(int number, CancellationToken cancellationToken) =>
        OrderAsync(number, [Unaffordable], isDeclined: true, cancellationToken);
    /// <summary>Returns an order, all of it or one piece.</summary>
    public async Task<AcceptedReturn> ReturnAsync(int number, AcceptedOrder order, CancellationToken cancellationToken)
    {
        var piece = int.IsEvenInteger(number) ? Lines(number)[0] with { Quantity = 1 } : null;
        var answer = await PostAsync(
            $"/orders/{order.OrderId}/returns",
            piece is null ? null : new { lines = new[] { new { piece.Sku, piece.Quantity } } },
            $"{_run}-return-{number}",
            cancellationToken);
        return new AcceptedReturn(
            answer["returnId"]!.GetValue<string>(), order.OrderId, piece?.UnitPrice ?? order.Total, piece?.Quantity ?? order.Pieces);
    }

    /// <summary>Registers a user and returns his number.</summary>
    public async Task<string> RegisterAsync(int number, CancellationToken cancellationToken)
    {
        var user = new { email = $"user{number}@example.com", name = $"User {number}" };
        var answer = await PostAsync("/users", user, $"{_run}-user-{number}", cancellationToken);
        return answer["userId"]!.GetValue<string>();
    }

    public void Dispose() => _http.Dispose();

    private async Task<AcceptedOrder> OrderAsync(
        int number, IReadOnlyList<Line> lines, bool isDeclined, CancellationToken cancellationToken)
    {
        var order = new { customer = new { email = $"customer{number}@example.com", name = $"Customer {number}" }, lines };
        var answer = await PostAsync("/orders", order, $"{_run}-order-{number}", cancellationToken);
        return new AcceptedOrder(
            answer["orderId"]!.GetValue<string>(),
            lines.Sum(line => line.Quantity * line.UnitPrice),
            lines.Sum(line => line.Quantity),
            isDeclined);
    }

    private List<Line> Lines(int number)
    {
        // A repeated request has to say the same as the first.
        var random = new Random((seed * 1_000_003) + number);
        return [.. Enumerable.Range(0, random.Next(1, 5)).Select(
            _ => Catalogue[random.Next(Catalogue.Length)] with { Quantity = random.Next(1, 4) })];
    }

    private async Task<JsonNode> PostAsync(string path, object? body, string idempotencyKey, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var isLast = Stopwatch.GetElapsedTime(started) > Patience;
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body is null ? Nothing() : JsonContent.Create(body) };
                request.Headers.Add("Idempotency-Key", idempotencyKey);
                using var response = await _http.SendAsync(request, cancellationToken);
                var answer = await response.Content.ReadAsStringAsync(cancellationToken);
                if (response.IsSuccessStatusCode)
                    return JsonNode.Parse(answer)!;
                if ((int)response.StatusCode < 500 || isLast)
                    throw new LocalException($"POST {path} was answered with {(int)response.StatusCode}: {answer}");
            }
            catch (Exception error) when (
                error is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested && !isLast)
            {
                // The Storefront may just be starting again: the key makes the repeat harmless.
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <summary>An empty body of JSON: without its content type the shop refuses it.</summary>
    private static ByteArrayContent Nothing()
    {
        var nothing = new ByteArrayContent([]);
        nothing.Headers.ContentType = new("application/json");
        return nothing;
    }

    private sealed record Line(string Sku, string Description, int Quantity, decimal UnitPrice);
}
