using Store.Contracts;
using Store.Contracts.Orders;
using Storefront.Requests;
using Workers.Contracts;

namespace Storefront.History;

/// <summary>An invoice of an order or a return in the past.</summary>
/// <param name="Number">The invoice number, which becomes the number of the order or return.</param>
/// <param name="IsReturn">Whether it is a return; then the quantities are returned quantities.</param>
/// <param name="At">When it was invoiced.</param>
/// <param name="CustomerId">The customer's number, or null.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="Lines">Its lines.</param>
internal sealed record HistoricInvoice(
    string Number, bool IsReturn, DateTimeOffset At, string? CustomerId, string Currency, IReadOnlyList<HistoricLine> Lines)
{
    /// <summary>Creates the event of the invoice.</summary>
    public IValidatedEvent ToEvent() => IsReturn ? ToReturn() : ToOrder();

    /// <summary>The reasons why it cannot become an event, each a sentence; empty if it is valid.</summary>
    public IEnumerable<string> Problems()
    {
        if (Lines.Any(line => line is null))
            return ["A line is null."];

        var problems = Texts().Where(text => text.Value is { } value && (value.Length > text.Longest || value.Any(char.IsControl)))
            .Select(text => $"{text.Member} has more than {text.Longest} characters, or control characters.")
            .Concat(Lines.Where(line => !line.IsReasonable()).Select(line => $"Quantity or price of {line.Sku} is out of range."))
            .ToList();
        if (problems.Count > 0)
            return problems;

        var happened = ToEvent();
        var size = IsReturn ? RequestEventSize.Problem((OrderReturned)happened) : RequestEventSize.Problem((OrderCreated)happened);
        return size is null ? happened.Validate() : happened.Validate().Append(size);
    }

    private OrderCreated ToOrder() => new()
    {
        OrderId = Number,
        PlacedAt = At.ToUniversalTime(),
        Customer = new Customer(CustomerId),
        Lines = [.. Lines.Select(line => line.ToOrderLine())],
        Total = Sum(),
    };

    private OrderReturned ToReturn() => new()
    {
        ReturnId = Number,
        ReturnedAt = At.ToUniversalTime(),
        Customer = new Customer(CustomerId),
        Lines = [.. Lines.Select(line => line.ToOrderLine())],
        Refund = Sum(),
    };

    private Money Sum() => new(Lines.Sum(line => line.Quantity * line.UnitPrice), Currency);

    private IEnumerable<(string Member, string? Value, int Longest)> Texts() =>
        Lines.SelectMany(line => new[] { ("sku", line.Sku, 64), ("description", (string?)line.Description, 1000) })
            .Prepend(("customerId", CustomerId, 64))
            .Prepend(("number", Number, 64));
}

/// <summary>One line of an invoice.</summary>
internal sealed record HistoricLine(string Sku, string Description, int Quantity, decimal UnitPrice, LineKind Kind)
{
    private const int MostPieces = 10_000_000;
    private const decimal HighestPrice = 100_000_000m;

    /// <summary>Whether quantity and price are in range, so that their product cannot overflow.</summary>
    public bool IsReasonable() => Quantity is >= -MostPieces and <= MostPieces && UnitPrice is >= -HighestPrice and <= HighestPrice;

    /// <summary>Converts it to a line of an order or return.</summary>
    public OrderLine ToOrderLine() => new()
    {
        Sku = Sku,
        Description = Description,
        Quantity = Quantity,
        UnitPrice = UnitPrice,
        Kind = Kind,
    };
}
