namespace Storefront.Products;

/// <summary>The Storefront's products and prices. Callers cannot set prices.</summary>
internal sealed class ProductCatalogue
{
    private readonly Dictionary<string, Product> _products;

    /// <param name="currencies">Allowed currencies of orders; the first is the default.</param>
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
