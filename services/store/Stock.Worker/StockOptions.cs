namespace Stock.Worker;

/// <summary>Settings of the section <c>Stock</c>.</summary>
public sealed class StockOptions
{
    /// <summary>Initial stock of an unknown SKU; 100000 by default.</summary>
    public int OpeningQuantity { get; set; } = 100_000;
}
