using System.Text.Json;
using Benchmarks.Stand;
using Store.Contracts;
using Store.Contracts.Orders;

namespace Benchmarks.Scaling;

/// <summary>An order of the store, as its rule copies it into the payment queue.</summary>
internal static class StoreOrder
{
    public static string Envelope(int number) => BenchmarkEnvelope.Write("store.orders", "OrderCreated", JsonSerializer.Serialize(
        new OrderCreated
        {
            OrderId = $"order-{number}",
            PlacedAt = DateTimeOffset.UnixEpoch.AddSeconds(number),
            Customer = new Customer(),
            Lines = [new OrderLine { Sku = "MUG-WHITE", Quantity = 2, UnitPrice = 4.25m }],
            Total = new Money(8.50m, "GBP"),
        },
        JsonSerializerOptions.Web));
}
