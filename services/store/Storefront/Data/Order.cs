using Store.Contracts.Orders;

namespace Storefront.Data;

/// <summary>An order in the Storefront's database.</summary>
public sealed class Order
{
    /// <summary>The order's number.</summary>
    public required string OrderId { get; init; }

    /// <summary>The customer's number, or null for the anonymous shopper.</summary>
    public string? CustomerId { get; init; }

    /// <summary>E-mail address, or null. Personal data.</summary>
    public string? Email { get; init; }

    /// <summary>The customer's name, or null. Personal data.</summary>
    public string? Name { get; init; }

    /// <summary>When it was placed, in UTC.</summary>
    public required DateTimeOffset PlacedAt { get; init; }

    /// <summary>The sum of the lines.</summary>
    public required decimal Total { get; init; }

    /// <summary>ISO 4217 code.</summary>
    public required string Currency { get; init; }

    /// <summary>Concurrency token. A change without a lock on the order fails if the order was changed concurrently.</summary>
    public int Version { get; private set; }

    /// <summary>The lines.</summary>
    public List<OrderedLine> Lines { get; init; } = [];

    /// <summary>Creates the order of an event.</summary>
    public static Order Of(OrderCreated created) => new()
    {
        OrderId = created.OrderId,
        CustomerId = created.Customer.CustomerId,
        Email = created.Customer.Email,
        Name = created.Customer.Name,
        PlacedAt = created.PlacedAt,
        Total = created.Total.Amount,
        Currency = created.Total.Currency,
        Lines = [.. created.Lines.Select((line, position) => new OrderedLine
        {
            Position = position,
            Sku = line.Sku,
            Description = line.Description,
            Quantity = line.Quantity,
            UnitPrice = line.UnitPrice,
            Kind = line.Kind,
        })],
    };

    /// <summary>Changes the version after a return.</summary>
    public void Touch() => Version++;
}

/// <summary>One line of an order.</summary>
public sealed class OrderedLine
{
    /// <summary>Position in the order, from 0.</summary>
    public required int Position { get; init; }

    /// <summary>Stock keeping unit.</summary>
    public required string Sku { get; init; }

    /// <summary>Description.</summary>
    public required string Description { get; init; }

    /// <summary>Quantity.</summary>
    public required int Quantity { get; init; }

    /// <summary>Price of one unit.</summary>
    public required decimal UnitPrice { get; init; }

    /// <summary>Kind of the line.</summary>
    public required LineKind Kind { get; init; }

    /// <summary>Returned quantity.</summary>
    public int Returned { get; set; }

    /// <summary>Quantity that was not returned.</summary>
    public int Left() => Quantity - Returned;
}
