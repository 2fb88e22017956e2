using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Workers.LocalAws.Testing;

namespace Workers.Hosting.Tests.Sagas;

/// <summary>The test of the guide "A saga".</summary>
public sealed class GuideOrderTests : IDisposable
{
    internal const string Subscription = """
        {
          "queue": "fulfilment",
          "pattern": {
            "source": ["shop.orders", "shop.stock", "shop.payments"],
            "detail-type": ["OrderCreated", "StockReserved", "PaymentDeclined"]
          },
          "publishes": ["shop.fulfilment"]
        }
        """;

    private readonly string _subscription = Path.Combine(Path.GetTempPath(), $"subscription-{Guid.NewGuid():N}.json");

    public GuideOrderTests() => File.WriteAllText(_subscription, Subscription);

    [Fact]
    public async Task The_stock_of_an_order_whose_payment_is_declined_is_released()
    {
        await using var aws = await LocalAwsFixture.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        var worker = await aws.StartWorkerAsync(FulfilmentWorker.Configure, _subscription, cancellationToken: TestContext.Current.CancellationToken);
        var order = Guid.NewGuid();

        await aws.PublishAsync(new PaymentDeclined(order), TestContext.Current.CancellationToken);
        await aws.PublishAsync(new StockReserved(order), TestContext.Current.CancellationToken);
        await aws.UntilIdleAsync(cancellationToken: TestContext.Current.CancellationToken);

        var released = Assert.Single(
            await aws.PublishedAsync(TestContext.Current.CancellationToken), published => published.DetailType == "StockReleaseRequested");
        Assert.Equal(order, released.Data<StockReleaseRequested>().OrderId);
        await using var scope = worker.Services.CreateAsyncScope();
        var state = await scope.ServiceProvider.GetRequiredService<FulfilmentDbContext>().Orders.SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal("Compensated", state.CurrentState);
    }

    public void Dispose() => File.Delete(_subscription);
}
