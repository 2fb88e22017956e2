using Store.Contracts.Orders;

namespace Warehouse.Worker;

/// <summary>What is to be picked for an order. One row per order; on hold from whichever event says so, also before its order.</summary>
public sealed class PickList
{
    /// <summary>To be picked.</summary>
    public const string Open = "open";

    /// <summary>Not to be picked.</summary>
    public const string Held = "held";

    /// <summary>The order holds no goods.</summary>
    public const string Empty = "empty";

    /// <summary>The order.</summary>
    public required string OrderId { get; init; }

    /// <summary>One of <see cref="Open"/>, <see cref="Held"/> and <see cref="Empty"/>.</summary>
    public string Status { get; private set; } = Open;

    /// <summary>Why it is on hold.</summary>
    public string? HoldReason { get; private set; }

    /// <summary>When the order was placed; null as long as only the hold is known.</summary>
    public DateTimeOffset? PlacedAt { get; private set; }

    /// <summary>When the list last changed.</summary>
    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>Concurrency token: of two that change the list at once, one starts over.</summary>
    public int Version { get; private set; }

    /// <summary>What to pick, a unit once.</summary>
    public List<PickLine> Lines { get; init; } = [];

    /// <summary>Whether the order is known, not only a hold on it.</summary>
    public bool Issued => PlacedAt is not null;

    /// <summary>Fills the list; a hold stays.</summary>
    public void Issue(OrderCreated order, DateTimeOffset now)
    {
        PlacedAt = order.PlacedAt.ToUniversalTime();
        Lines.AddRange(order.Lines
            .Where(line => line.Kind == LineKind.Goods)
            .GroupBy(line => line.Sku, StringComparer.Ordinal)
            .Select(unit => new PickLine
            {
                Sku = unit.Key,
                Description = unit.First().Description,
                Quantity = unit.Sum(line => line.Quantity),
            }));
        Change(Status == Held ? Held : Lines.Count == 0 ? Empty : Open, now);
    }

    /// <summary>Puts the list on hold.</summary>
    public void Hold(string reason, DateTimeOffset now)
    {
        HoldReason = reason;
        Change(Held, now);
    }

    private void Change(string status, DateTimeOffset now) => (Status, ChangedAt, Version) = (status, now, Version + 1);
}

/// <summary>One unit to pick.</summary>
public sealed class PickLine
{
    /// <summary>Stock keeping unit.</summary>
    public required string Sku { get; init; }

    /// <summary>What it is, in words.</summary>
    public required string Description { get; init; }

    /// <summary>Pieces, at least 1.</summary>
    public required int Quantity { get; init; }
}
