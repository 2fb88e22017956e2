namespace Stock.Worker;

/// <summary>How many of a unit are free to be reserved.</summary>
public sealed class Shelf
{
    /// <summary>Stock keeping unit.</summary>
    public required string Sku { get; init; }

    /// <summary>Pieces, 0 or more.</summary>
    public required long OnHand { get; set; }
}
