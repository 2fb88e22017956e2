using Store.Contracts.Orders;

namespace Warehouse.Worker;

/// <summary>The pick list of an order. One row per order. Several events can put it on hold, also before the order arrives.</summary>
public sealed class PickList
{
    /// <summary>To be picked.</summary>
    public const string Open = "open";

    /// <summary>Not to be picked.</summary>
    public const string Held = "held";

    /// <summary>The order has no goods.</summary>
    public const string Empty = "empty";

    /// <summary>The order.</summary>
    public required string OrderId { get; init; }

    /// <summary>One of <see cref="Open"/>, <see cref="Held"/> and <see cref="Empty"/>.</summary>
    public string Status { get; private set; } = Open;

    /// <summary>Reason of the hold.</summary>
    public string? HoldReason { get; private set; }

    /// <summary>When the order was placed; null while only the hold is known.</summary>
    public DateTimeOffset? PlacedAt { get; private set; }

    /// <summary>When the list last changed.</summary>
    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>Concurrency token: of two concurrent changes, one fails and is retried.</summary>
    public int Version { get; private set; }

    /// <summary>The lines, one per SKU.</summary>
    public List<PickLine> Lines { get; init; } = [];

    /// <summary>Whether the order has arrived, not only a hold.</summary>
    public bool Issued => PlacedAt is not null;

    /// <summary>Fills the list. A list on hold stays on hold.</summary>
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

/// <summary>A line of a pick list.</summary>
public sealed class PickLine
{
    /// <summary>Stock keeping unit.</summary>
    public required string Sku { get; init; }

    /// <summary>Description.</summary>
    public required string Description { get; init; }

    /// <summary>Pieces, at least 1.</summary>
    public required int Quantity { get; init; }
}
