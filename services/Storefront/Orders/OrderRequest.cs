using Store.Contracts;
using Store.Contracts.Orders;
using Storefront.Requests;

namespace Storefront.Orders;

/// <summary>The body of <c>POST /orders</c>, checked.</summary>
internal sealed record OrderRequest(Customer Customer, Money Total, IReadOnlyList<OrderLine> Lines)
{
    public const int MostLines = 1000;
    public const int MostPieces = 1_000_000;
    public const decimal HighestPrice = 1_000_000m;
    public const decimal HighestTotal = 1_000_000_000m;

    /// <summary>Reads the body; null when something is wrong with it.</summary>
    public static OrderRequest? Read(RequestBody body, string defaultCurrency, Problems problems)
    {
        using var json = body.Parse(problems);
        if (json is null)
            return null;

        var order = new JsonMembers(json.RootElement, "", problems);
        var customer = ReadCustomer(order.Object("customer"));
        var currency = order.Text("currency", longest: 3, optional: true) ?? defaultCurrency;
        if (!Money.IsCurrency(currency))
            order.Refuse<string>("currency", "An ISO 4217 code such as GBP is needed.");

        var lines = order.Objects("lines", MostLines).Select(ReadLine).ToList();
        order.End();
        if (problems.Any)
            return null;

        var total = lines.Sum(line => line!.Amount());
        if (total <= HighestTotal)
            return new OrderRequest(customer!, new Money(total, currency), lines!);

        order.Refuse<string>("lines", $"Together they cost more than {HighestTotal}.");
        return null;
    }

    private static Customer? ReadCustomer(JsonMembers? customer)
    {
        if (customer is null)
            return null;

        var id = customer.Text("customerId", longest: 64, optional: true);
        var email = customer.Text("email", EmailAddress.Longest);
        if (email is not null && !EmailAddress.IsValid(email))
            customer.Refuse<string>("email", "This is not an email address.");

        var name = customer.Text("name", longest: 200, optional: true);
        customer.End();
        return new Customer(id, email, name);
    }

    private static OrderLine? ReadLine(JsonMembers line)
    {
        var sku = line.Text("sku", longest: 64);
        var description = line.Text("description", longest: 256, optional: true, mayBeEmpty: true);
        var quantity = line.WholeNumber("quantity", least: 1, most: MostPieces);
        var unitPrice = line.Amount("unitPrice", most: HighestPrice);
        line.End();
        return sku is null || quantity is null || unitPrice is null
            ? null
            : new OrderLine { Sku = sku, Description = description ?? "", Quantity = quantity.Value, UnitPrice = unitPrice.Value };
    }
}
