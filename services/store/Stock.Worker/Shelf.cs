namespace Stock.Worker;

/// <summary>The available stock of a SKU.</summary>
public sealed class Shelf
{
    /// <summary>Stock keeping unit.</summary>
    public required string Sku { get; init; }

    /// <summary>Pieces, 0 or more.</summary>
    public required long OnHand { get; set; }
}
