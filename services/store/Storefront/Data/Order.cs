using Store.Contracts.Orders;

namespace Storefront.Data;

/// <summary>An order as the shop keeps it.</summary>
public sealed class Order
{
    /// <summary>The order's number.</summary>
    public required string OrderId { get; init; }

    /// <summary>The number of the customer whose order it is, or null for the anonymous shopper's.</summary>
    public string? CustomerId { get; init; }

    /// <summary>Where mail goes, or null. Personal data.</summary>
    public string? Email { get; init; }

    /// <summary>How to address the customer, or null. Personal data.</summary>
    public string? Name { get; init; }

    /// <summary>When it was placed, in UTC.</summary>
    public required DateTimeOffset PlacedAt { get; init; }

    /// <summary>The sum of the lines.</summary>
    public required decimal Total { get; init; }

    /// <summary>ISO 4217 code.</summary>
    public required string Currency { get; init; }

    /// <summary>Concurrency token, for a change that has not locked the order: it fails when another one came first.</summary>
    public int Version { get; private set; }

    /// <summary>What was ordered.</summary>
    public List<OrderedLine> Lines { get; init; } = [];

    /// <summary>The order an event speaks of.</summary>
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

    /// <summary>Notes that something of it was returned.</summary>
    public void Touch() => Version++;
}

/// <summary>One line of an order.</summary>
public sealed class OrderedLine
{
    /// <summary>Place in the order, from 0.</summary>
    public required int Position { get; init; }

    /// <summary>Stock keeping unit.</summary>
    public required string Sku { get; init; }

    /// <summary>What it is, in words.</summary>
    public required string Description { get; init; }

    /// <summary>How many.</summary>
    public required int Quantity { get; init; }

    /// <summary>Price of one.</summary>
    public required decimal UnitPrice { get; init; }

    /// <summary>Goods, or something that is only booked.</summary>
    public required LineKind Kind { get; init; }

    /// <summary>How many were returned.</summary>
    public int Returned { get; set; }

    /// <summary>How many were not.</summary>
    public int Left() => Quantity - Returned;
}
