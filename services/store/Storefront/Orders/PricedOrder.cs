using Store.Contracts;
using Store.Contracts.Orders;
using Storefront.Products;
using Storefront.Requests;

namespace Storefront.Orders;

/// <summary>An order with the prices of the catalogue.</summary>
internal sealed record PricedOrder(IReadOnlyList<OrderLine> Lines, Money Total)
{
    private const decimal HighestTotal = 1_000_000_000m;

    /// <summary>Prices an order; null if a product or the currency is unknown, or the total is too high.</summary>
    public static PricedOrder? Of(OrderRequest request, ProductCatalogue catalogue, Problems problems)
    {
        var currency = request.Currency ?? catalogue.Currencies[0];
        if (!catalogue.Currencies.Contains(currency, StringComparer.Ordinal))
            problems.Add("currency", $"Prices are in {string.Join(", ", catalogue.Currencies)}.");

        var products = request.Lines.Select(line => catalogue.Find(line.Sku)).ToList();
        foreach (var (index, product) in products.Index())
        {
            if (product is null)
                problems.Add($"lines[{index}].sku", "The product does not exist. GET /products lists the products.");
        }

        if (problems.Any)
            return null;

        var lines = request.Lines.Zip(products, (line, product) => new OrderLine
        {
            Sku = line.Sku,
            Description = product!.Name,
            Quantity = line.Quantity,
            UnitPrice = product.Prices[currency],
        }).ToList();
        var total = lines.Sum(line => line.Amount());
        if (total <= HighestTotal)
            return new PricedOrder(lines, new Money(total, currency));

        problems.Add("lines", $"The total is more than {HighestTotal}.");
        return null;
    }
}
