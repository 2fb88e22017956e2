namespace Stock.Worker;

/// <summary>Settings of the section <c>Stock</c>.</summary>
public sealed class StockOptions
{
    /// <summary>Pieces on the shelf of a unit that was never seen before; 100000 by default.</summary>
    public int OpeningQuantity { get; set; } = 100_000;
}
