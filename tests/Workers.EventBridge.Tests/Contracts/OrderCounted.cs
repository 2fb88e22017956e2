using Workers.Contracts;

namespace Workers.EventBridge.Tests.Contracts;

[Event("shop.orders", "OrderCounted")]
public sealed record OrderCounted : IValidatedEvent
{
    public required int Count { get; init; }

    public IEnumerable<string> Validate()
    {
        if (Count < 0)
            yield return $"count {Count} is below 0.";
    }
}
