namespace Store.Contracts.Stock;

/// <summary>So many of one unit.</summary>
/// <param name="Sku">Stock keeping unit.</param>
/// <param name="Quantity">Pieces, at least 1.</param>
public sealed record StockQuantity(string Sku, int Quantity);
