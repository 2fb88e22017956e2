using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Store.AppHost.Demo;

/// <summary>
/// Places orders, returns goods and registers users at the Storefront. Like a customer's browser, it retries with the same idempotency key
/// if there is no answer.
/// </summary>
internal sealed class LoadGenerator(Uri storefront, int seed) : IDisposable
{
    /// <summary>The simulated gateway declines one in this many orders.</summary>
    private const int OneIsDeclinedOf = 20;

    private const string Currency = "GBP";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly HttpClient _http = new() { BaseAddress = storefront, Timeout = TimeSpan.FromSeconds(20) };
    private Catalogue? _catalogue;
    private readonly string _run = Guid.CreateVersion7().ToString("N");

    /// <summary>How long a request is retried.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Places an order.</summary>
    /// <param name="number">Number of the order in this run; the same number is the same order.</param>
    /// <param name="mayBeDeclined">Whether it may be an order that the simulated gateway declines.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task<AcceptedOrder> OrderAsync(int number, bool mayBeDeclined, CancellationToken cancellationToken) =>
        mayBeDeclined && number % OneIsDeclinedOf == OneIsDeclinedOf / 2
            ? await OrderDeclinedAsync(number, cancellationToken)
            : await OrderAsync(number, Lines(number, await CatalogueAsync(cancellationToken)), isDeclined: false, cancellationToken);

    /// <summary>Places an order that the simulated gateway declines.</summary>
    public async Task<AcceptedOrder> OrderDeclinedAsync(int number, CancellationToken cancellationToken) =>
        await OrderAsync(number, [(await CatalogueAsync(cancellationToken)).Declined], isDeclined: true, cancellationToken);

    /// <summary>Returns an order, all of it or one piece.</summary>
    public async Task<AcceptedReturn> ReturnAsync(int number, AcceptedOrder order, CancellationToken cancellationToken)
    {
        var piece = int.IsEvenInteger(number) ? Lines(number, await CatalogueAsync(cancellationToken))[0] with { Quantity = 1 } : null;
        var answer = await PostAsync(
            $"/orders/{order.OrderId}/returns",
            piece is null ? null : new { lines = new[] { new { piece.Sku, piece.Quantity } } },
            $"{_run}-return-{number}",
            cancellationToken);
        return new AcceptedReturn(
            answer["returnId"]!.GetValue<string>(), order.OrderId, piece?.UnitPrice ?? order.Total, piece?.Quantity ?? order.Pieces);
    }

    /// <summary>Registers a user and returns the user number.</summary>
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
        var order = new
        {
            customer = new { email = $"customer{number}@example.com", name = $"Customer {number}" },
            currency = Currency,
            lines = lines.Select(line => new { line.Sku, line.Quantity }),
        };
        var answer = await PostAsync("/orders", order, $"{_run}-order-{number}", cancellationToken);
        return new AcceptedOrder(
            answer["orderId"]!.GetValue<string>(),
            lines.Sum(line => line.Quantity * line.UnitPrice),
            lines.Sum(line => line.Quantity),
            isDeclined);
    }

    private List<Line> Lines(int number, Catalogue catalogue)
    {
        // A repeated request must have the same content as the first.
        var random = new Random((seed * 1_000_003) + number);
        return [.. Enumerable.Range(0, random.Next(1, 5)).Select(
            _ => catalogue.Accepted[random.Next(catalogue.Accepted.Count)] with { Quantity = random.Next(1, 4) })];
    }

    private async Task<Catalogue> CatalogueAsync(CancellationToken cancellationToken) =>
        _catalogue ??= Catalogue.Of(await SendAsync(() => new HttpRequestMessage(HttpMethod.Get, "/products"), cancellationToken));

    private Task<JsonNode> PostAsync(string path, object? body, string idempotencyKey, CancellationToken cancellationToken) => SendAsync(
        () => new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = body is null ? Nothing() : JsonContent.Create(body),
            Headers = { { "Idempotency-Key", idempotencyKey } },
        },
        cancellationToken);

    private async Task<JsonNode> SendAsync(Func<HttpRequestMessage> create, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var isLast = Stopwatch.GetElapsedTime(started) > Patience;
            var wait = Pause;
            try
            {
                using var request = create();
                using var response = await _http.SendAsync(request, cancellationToken);
                var answer = await response.Content.ReadAsStringAsync(cancellationToken);
                if (response.IsSuccessStatusCode)
                    return JsonNode.Parse(answer)!;
                if (isLast || (response.StatusCode < HttpStatusCode.InternalServerError && response.StatusCode != HttpStatusCode.TooManyRequests))
                    throw new SetupException($"{request.Method} {request.RequestUri} failed with status {(int)response.StatusCode}: {answer}");
                wait = response.Headers.RetryAfter?.Delta ?? Pause;
            }
            catch (Exception error) when (
                error is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested && !isLast)
            {
                // The Storefront may be restarting. The idempotency key makes the retry safe.
            }

            await Task.Delay(wait, cancellationToken);
        }
    }

    /// <summary>An empty body with the JSON content type, which the Storefront requires.</summary>
    private static ByteArrayContent Nothing()
    {
        var nothing = new ByteArrayContent([]);
        nothing.Headers.ContentType = new("application/json");
        return nothing;
    }

    private sealed record Line(string Sku, int Quantity, decimal UnitPrice);

    /// <summary>The Storefront's products. Multiples of 5 pence never add up to an amount that ends in .13, which the simulated gateway declines.</summary>
    private sealed record Catalogue(IReadOnlyList<Line> Accepted, Line Declined)
    {
        private const decimal Step = 0.05m;

        public static Catalogue Of(JsonNode answer)
        {
            var all = answer["products"]!.AsArray()
                .Select(product => new Line(product!["sku"]!.GetValue<string>(), 1, product["prices"]![Currency]!.GetValue<decimal>()))
                .ToLookup(line => line.UnitPrice % Step == 0);
            return all[true].Any() && all[false].Any()
                ? new Catalogue([.. all[true]], all[false].First())
                : throw new SetupException("The Storefront does not have the products of products.json: the demo needs one whose price ends in .13, and others with prices in steps of 0.05.");
        }
    }
}
