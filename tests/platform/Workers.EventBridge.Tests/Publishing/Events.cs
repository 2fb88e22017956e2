using System.Text;
using Workers.EventBridge.Publishing;

namespace Workers.EventBridge.Tests.Publishing;

/// <summary>Events as an outbox holds them.</summary>
internal static class Events
{
    public static OutgoingEvent Order(string orderId, string source = "shop.orders") =>
        new(Guid.NewGuid(), source, "OrderPlaced", Encoding.UTF8.GetBytes($$"""{"orderId":"{{orderId}}"}"""), Time: null, TraceHeader: null);

    /// <summary>An event of exactly so many bytes, as PutEvents counts them.</summary>
    public static OutgoingEvent OfSize(int bytes)
    {
        var empty = Order("").Size;
        return Order(new string('x', bytes - empty));
    }
}
