using Workers.Contracts;

namespace Workers.EventBridge.Tests.Contracts;

[Event("shop.orders", "OrderCounted")]
public sealed record OrderCounted : IValidatedEvent
{
    private const int Forbidden = 13;

    private readonly int _count;

    public required int Count
    {
        get => _count;
        init => _count = value != Forbidden ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "That brings bad luck.");
    }

    public IEnumerable<string> Validate()
    {
        if (Count < 0)
            yield return $"count {Count} is below 0.";
        if (checked(Count + 1) <= Count)
            yield return "count is the last.";
    }
}
