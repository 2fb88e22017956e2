using CsCheck;
using Store.Contracts;
using Store.Contracts.Orders;
using Store.Contracts.Payments;
using Store.Contracts.Stock;
using Store.Contracts.Users;

namespace Store.Consumers.Tests;

/// <summary>Events with what senders put into them, at the bounds of the contracts and beyond them.</summary>
internal static class Contracts
{
    private static readonly Gen<string> Text = Gen.Frequency(
        (40, Gen.String[Gen.Char.AlphaNumeric, 1, 20]),
        (8, Gen.String[Gen.OneOf('a', 'é', '\u4e2d', '\'', '"', '\\', '<', '@', ' ', '%', '\u202e', '\u200b', '\ufffd'), 0, 30]),
        (6, Gen.Const("\ud83d\ude00 \ud83e\udd84")),
        (1, Gen.OneOf("", "\0", "a\0b", "\u001b[31m", "a\r\nb", "\ud800", "\udc00\ud800", "\u007f", "\u0085")),
        (1, Gen.Int[60, 260].Select(length => new string('x', length))),
        (1, Gen.OneOf(new string('\u4e2d', 64), new string('y', 64), new string('z', 1000), new string('z', 1001))));

    private static readonly Gen<int> Quantity = Gen.Frequency(
        (40, Gen.Int[1, 100]),
        (6, Gen.OneOf(1, 10_000_000)),
        (3, Gen.OneOf(10_000_001, 0, -1, -10_000_000, 1_000_000_000, 2_000_000_000, int.MaxValue, int.MinValue)),
        (1, Gen.Int));

    private static readonly Gen<decimal> Price = Gen.Frequency(
        (40, Gen.Int[0, 100_000].Select(cents => cents / 100m)),
        (6, Gen.OneOf(0m, 0.0001m, 100_000_000m)),
        (3, Gen.OneOf(0.00001m, 100_000_000.0001m, -1m, -100_000_000m, decimal.MaxValue, decimal.MinValue)),
        (1, Gen.Decimal));

    private static readonly Gen<DateTimeOffset> Moment = Gen.Frequency(
        (20, Gen.Long[0, 7_250_000_000_000].Select(DateTimeOffset.FromUnixTimeMilliseconds)),
        (1, Gen.OneOf(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.FromHours(14)))));

    private static readonly Gen<string?> Address = Gen.Frequency(
        (15, Gen.OneOf<string?>("ada@example.com", null)), (4, Text.Select(text => (string?)$"{text}@example.com")), (1, Text.Select(text => (string?)text)));

    private static readonly Gen<Customer?> Customer = Gen.Frequency(
        (15, Gen.Select(Maybe(Text), Address, Maybe(Text), (id, email, name) => (Customer?)new Customer(id, email, name))), (1, Gen.Const((Customer?)null)));

    private static readonly Gen<string> Currency = Gen.Frequency((15, Gen.OneOf("GBP", "EUR", "ZZZ")), (1, Text));

    private static readonly Gen<OrderLine> Line = Gen.Select(
        Text, Text, Quantity, Price, Gen.Frequency((40, Gen.Const(LineKind.Goods)), (8, Gen.Const(LineKind.Other)), (1, Gen.Const((LineKind)7))),
        (sku, description, quantity, price, kind) => new OrderLine { Sku = sku, Description = description, Quantity = quantity, UnitPrice = price, Kind = kind });

    private static readonly Gen<OrderLine[]> Lines = Gen.Frequency(
        (20, Line.Array[1, 4]),
        (1, Gen.Const<OrderLine[]>([])),
        (1, Gen.Const<OrderLine[]>([null!])),
        (2, Line.Select(line => Enumerable.Repeat(line, 100).ToArray())),
        (1, Line.Select(line => Enumerable.Repeat(line with { Quantity = 10_000_000 }, 101).ToArray())));

    private static readonly Gen<StockQuantity[]> Units = Gen.Select(Text, Quantity, (sku, quantity) => new StockQuantity(sku, quantity)).Array[0, 3];

    public static readonly Gen<OrderCreated> Order = Gen.Select(
        Text, Moment, Customer, Lines, Currency,
        (id, at, customer, lines, currency) => new OrderCreated
        {
            OrderId = id,
            PlacedAt = at,
            Customer = customer!,
            Lines = lines,
            Total = new Money(Sum(lines), currency),
        });

    public static readonly Gen<OrderReturned> Return = Gen.Select(
        Text, Maybe(Text), Moment, Customer, Lines, Currency,
        (id, orderId, at, customer, lines, currency) => new OrderReturned
        {
            ReturnId = id,
            OrderId = orderId,
            ReturnedAt = at,
            Customer = customer!,
            Lines = lines,
            Refund = new Money(Sum(lines), currency),
        });

    public static readonly Gen<PaymentDeclined> Declined = Gen.Select(
        Text, Customer, Price, Currency, Text, Moment,
        (id, customer, amount, currency, reason, at) => new PaymentDeclined
        {
            OrderId = id,
            Customer = customer!,
            Amount = new Money(amount, currency),
            Reason = reason,
            DeclinedAt = at,
        });

    public static readonly Gen<PaymentCharged> Charged = Gen.Select(
        Text, Text, Price, Moment,
        (id, reference, amount, at) =>
            new PaymentCharged { OrderId = id, PaymentReference = reference, Amount = new Money(amount, "GBP"), ChargedAt = at });

    public static readonly Gen<PaymentRefunded> Refunded = Gen.Select(
        Text, Maybe(Text), Text, Price, Moment,
        (id, orderId, reference, amount, at) => new PaymentRefunded
        {
            ReturnId = id,
            OrderId = orderId,
            RefundReference = reference,
            Amount = new Money(amount, "GBP"),
            RefundedAt = at,
        });

    public static readonly Gen<StockShort> Short = Gen.Select(
        Text, Units, Moment, (id, units, at) => new StockShort { OrderId = id, Missing = units, FoundAt = at });

    public static readonly Gen<StockReserved> Reserved = Gen.Select(
        Text, Units, Moment, (id, units, at) => new StockReserved { OrderId = id, Reserved = units, ReservedAt = at });

    public static readonly Gen<UserRegistered> User = Gen.Select(
        Text, Address, Text, Moment, (id, email, name, at) => new UserRegistered { UserId = id, Email = email!, Name = name, RegisteredAt = at });

    private static Gen<string?> Maybe(Gen<string> text) => Gen.Frequency((3, text.Select(one => (string?)one)), (1, Gen.Const((string?)null)));

    /// <summary>What a sender would put as the sum; 0 where there is none.</summary>
    private static decimal Sum(OrderLine[] lines)
    {
        try
        {
            return lines.Sum(line => line?.Amount() ?? 0);
        }
        catch (OverflowException)
        {
            return 0;
        }
    }
}
