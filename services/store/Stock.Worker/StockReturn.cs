namespace Stock.Worker;

/// <summary>Goods that came back.</summary>
public sealed class StockReturn
{
    /// <summary>Its order is not known yet.</summary>
    public const string Waiting = "waiting";

    /// <summary>The goods are on the shelf again.</summary>
    public const string PutBack = "returned";

    /// <summary>Nothing to put back, since the order never left the shelf.</summary>
    public const string Dropped = "dropped";

    /// <summary>The return.</summary>
    public required string ReturnId { get; init; }

    /// <summary>Its order, or null when it is not known.</summary>
    public string? OrderId { get; init; }

    /// <summary>One of <see cref="Waiting"/>, <see cref="PutBack"/> and <see cref="Dropped"/>.</summary>
    public string Status { get; set; } = Waiting;

    /// <summary>What came back, a unit once.</summary>
    public List<ReturnedGoods> Goods { get; init; } = [];
}

/// <summary>So many of one unit that came back.</summary>
public sealed class ReturnedGoods
{
    /// <summary>Stock keeping unit.</summary>
    public required string Sku { get; init; }

    /// <summary>Pieces, at least 1.</summary>
    public required int Quantity { get; init; }
}
