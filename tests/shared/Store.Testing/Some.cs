using Store.Contracts;
using Store.Contracts.Orders;
using Store.Contracts.Payments;
using Store.Contracts.Users;

namespace Store.Testing;

/// <summary>Events to test with; <c>with</c> changes what matters.</summary>
public static class Some
{
    /// <summary>When everything in the tests happens.</summary>
    public static DateTimeOffset Moment { get; } = new(2026, 3, 14, 15, 9, 26, TimeSpan.Zero);

    /// <summary>Somebody with an address.</summary>
    public static Customer Customer { get; } = new("c1", "ada@example.com", "Ada");

    /// <summary>An order of the given lines.</summary>
    public static OrderCreated Order(string orderId, params OrderLine[] lines) => new()
    {
        OrderId = orderId,
        PlacedAt = Moment,
        Customer = Customer,
        Lines = lines,
        Total = new Money(lines.Sum(line => line.Amount()), "GBP"),
    };

    /// <summary>A return of the given lines.</summary>
    public static OrderReturned Return(string returnId, string? orderId, params OrderLine[] lines) => new()
    {
        ReturnId = returnId,
        OrderId = orderId,
        ReturnedAt = Moment,
        Customer = Customer,
        Lines = lines,
        Refund = new Money(lines.Sum(line => line.Amount()), "GBP"),
    };

    /// <summary>A line of goods.</summary>
    public static OrderLine Goods(string sku, int quantity, decimal unitPrice = 10m) =>
        new() { Sku = sku, Quantity = quantity, UnitPrice = unitPrice };

    /// <summary>Postage.</summary>
    public static OrderLine Postage(decimal price) => new() { Sku = "POST", Quantity = 1, UnitPrice = price, Kind = LineKind.Other };

    /// <summary>The decline of an order.</summary>
    public static PaymentDeclined Declined(string orderId) => new()
    {
        OrderId = orderId,
        Customer = Customer,
        Amount = new Money(10m, "GBP"),
        Reason = "insufficient_funds",
        DeclinedAt = Moment,
    };

    /// <summary>A registration.</summary>
    public static UserRegistered User(string userId) =>
        new() { UserId = userId, Email = "ada@example.com", Name = "Ada", RegisteredAt = Moment };
}
