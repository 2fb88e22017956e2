namespace Storefront.Products;

/// <summary>A product of the Storefront.</summary>
/// <param name="Sku">Stock keeping unit, 1 to 64 characters.</param>
/// <param name="Name">Name in orders and mails, 1 to 200 characters.</param>
/// <param name="Prices">Price of one unit in each currency of the catalogue, by ISO 4217 code.</param>
internal sealed record Product(string Sku, string Name, IReadOnlyDictionary<string, decimal> Prices);
