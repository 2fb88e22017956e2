namespace Stock.Worker;

/// <summary>A return of goods.</summary>
public sealed class StockReturn
{
    /// <summary>Its order is not known yet.</summary>
    public const string Waiting = "waiting";

    /// <summary>The goods are back in stock.</summary>
    public const string PutBack = "returned";

    /// <summary>Nothing to put back, because the order's goods are not reserved.</summary>
    public const string Dropped = "dropped";

    /// <summary>The return.</summary>
    public required string ReturnId { get; init; }

    /// <summary>Its order, or null if unknown.</summary>
    public string? OrderId { get; init; }

    /// <summary>One of <see cref="Waiting"/>, <see cref="PutBack"/> and <see cref="Dropped"/>.</summary>
    public string Status { get; set; } = Waiting;

    /// <summary>The returned goods, one entry per SKU.</summary>
    public List<ReturnedGoods> Goods { get; init; } = [];
}

/// <summary>The returned quantity of one SKU.</summary>
public sealed class ReturnedGoods
{
    /// <summary>Stock keeping unit.</summary>
    public required string Sku { get; init; }

    /// <summary>Pieces, at least 1.</summary>
    public required int Quantity { get; init; }
}
