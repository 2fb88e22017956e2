using Store.Contracts;
using Storefront.Callers;
using Storefront.Requests;

namespace Storefront.Orders;

/// <summary>The validated body of <c>POST /orders</c>, without prices.</summary>
/// <param name="Customer">The customer, with the number from the token, if any.</param>
/// <param name="Currency">The requested currency, or null.</param>
/// <param name="Lines">SKU and quantity of each line.</param>
internal sealed record OrderRequest(Customer Customer, string? Currency, IReadOnlyList<(string Sku, int Quantity)> Lines)
{
    public const int MostLines = 1000;
    public const int MostPieces = 1_000_000;

    /// <summary>Reads the body; null if it is invalid.</summary>
    public static OrderRequest? Read(RequestBody body, Caller caller, Problems problems)
    {
        using var json = body.Parse(problems);
        if (json is null)
            return null;

        var order = new JsonMembers(json.RootElement, "", problems);
        var customer = ReadCustomer(order.Object("customer", optional: caller.Email is not null), caller);
        var currency = order.Text("currency", longest: 3, optional: true);
        var lines = order.Objects("lines", MostLines).Select(ReadLine).ToList();
        order.End();
        return problems.Any ? null : new OrderRequest(customer, currency, lines);
    }

    private static Customer ReadCustomer(JsonMembers? customer, Caller caller)
    {
        if (customer is null)
            return new Customer(caller.CustomerId, caller.Email);

        var email = EmailAddress.Read(customer, caller);
        var name = customer.Text("name", longest: 200, optional: true);
        customer.End();
        return new Customer(caller.CustomerId, email, name);
    }

    private static (string Sku, int Quantity) ReadLine(JsonMembers line)
    {
        var sku = line.Text("sku", longest: 64);
        var quantity = line.WholeNumber("quantity", least: 1, most: MostPieces);
        line.End();
        return (sku ?? "", quantity ?? 0);
    }
}
