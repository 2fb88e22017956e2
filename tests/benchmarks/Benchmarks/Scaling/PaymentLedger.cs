using System.Diagnostics;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Payment.Gateway;

namespace Benchmarks.Scaling;

/// <summary>The simulated gateway, in this process, and what it has charged.</summary>
internal sealed class PaymentLedger : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly WebApplication _gateway;
    private readonly HttpClient _http;

    private PaymentLedger(WebApplication gateway)
    {
        _gateway = gateway;
        Url = new Uri(gateway.Urls.First());
        _http = new HttpClient { BaseAddress = Url };
    }

    public Uri Url { get; }

    /// <summary>Starts it; it answers at once.</summary>
    public static async Task<PaymentLedger> StartAsync(CancellationToken cancellationToken)
    {
        var gateway = GatewayApplication.Create(port: 0, [new("Logging:LogLevel:Default", "Warning")]);
        await gateway.StartAsync(cancellationToken);
        return new PaymentLedger(gateway);
    }

    /// <summary>From now on each charge takes so long.</summary>
    public void SetLatency(int milliseconds) =>
        _gateway.Services.GetRequiredService<IOptions<GatewayOptions>>().Value.LatencyMilliseconds = milliseconds;

    /// <summary>Waits until so many charges are booked.</summary>
    /// <exception cref="TimeoutException">They are not, after two minutes.</exception>
    public async Task WaitForChargesAsync(int count, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        for (var charged = 0; charged < count; await Task.Delay(10, cancellationToken))
        {
            charged = (await _http.GetFromJsonAsync<Charges>("ledger?take=1", cancellationToken))!.Count;
            if (charged < count && Stopwatch.GetElapsedTime(started) > Patience)
                throw new TimeoutException($"{charged} of {count} orders are paid after {Patience.TotalSeconds} s: the payment workers do not work.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _gateway.DisposeAsync();
    }

    private sealed record Charges([property: System.Text.Json.Serialization.JsonPropertyName("charges")] int Count);
}
