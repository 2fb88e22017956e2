using Microsoft.Extensions.Logging.Abstractions;
using Payment.Gateway;
using Store.Contracts;

namespace Payment.Worker.Tests;

/// <summary>The worker's client against the simulator: both speak the same language.</summary>
public sealed class GatewayClientTests
{
    [Theory, InlineData("o1", "12.50", null), InlineData("o2", "12.13", "insufficient_funds"), InlineData("ö/3", "1.00", null)]
    public async Task Charges_or_declines(string orderId, string amount, string? reason)
    {
        await using var simulator = GatewayApplication.Create(port: 0);
        await simulator.StartAsync(Token);
        using var http = new HttpClient { BaseAddress = new Uri(simulator.Urls.Single() + "/") };
        var gateway = new PaymentGateway(http, NullLogger<PaymentGateway>.Instance);

        var first = await gateway.ChargeAsync(orderId, new Money(decimal.Parse(amount), "GBP"), Token);
        var second = await gateway.ChargeAsync(orderId, new Money(decimal.Parse(amount), "GBP"), Token);

        Assert.Equal(reason, first.Reason);
        Assert.Equal(first, second);
    }

    [Fact]
    public async Task Pays_back()
    {
        await using var simulator = GatewayApplication.Create(port: 0);
        await simulator.StartAsync(Token);
        using var http = new HttpClient { BaseAddress = new Uri(simulator.Urls.Single() + "/") };

        var answer = await new PaymentGateway(http, NullLogger<PaymentGateway>.Instance).RefundAsync("r1", "ch_00000001", new Money(1m, "GBP"), Token);

        Assert.StartsWith("re_", answer.Reference, StringComparison.Ordinal);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
