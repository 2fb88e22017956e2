namespace Storefront.Products;

/// <summary>What the shop sells, at which prices: no caller has a say in them.</summary>
internal sealed class ProductCatalogue
{
    private readonly Dictionary<string, Product> _products;

    /// <param name="currencies">Currencies that an order may be in; the first is that of an order that names none.</param>
    /// <param name="products">The products, each with a price in each currency.</param>
    public ProductCatalogue(IReadOnlyList<string> currencies, IReadOnlyList<Product> products)
    {
        (Currencies, Products) = (currencies, products);
        _products = products.ToDictionary(product => product.Sku, StringComparer.Ordinal);
    }

    public IReadOnlyList<string> Currencies { get; }

    public IReadOnlyList<Product> Products { get; }

    public Product? Find(string sku) => _products.GetValueOrDefault(sku);
}
