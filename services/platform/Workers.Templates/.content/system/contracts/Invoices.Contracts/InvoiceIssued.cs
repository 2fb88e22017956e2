using Workers.Contracts;

namespace Invoices.Contracts;

/// <summary>An invoice was issued.</summary>
[Event("invoices", "InvoiceIssued")]
public sealed record InvoiceIssued
{
    /// <summary>The invoice's number.</summary>
    public required string Number { get; init; }

    /// <summary>The amount, in the customer's currency.</summary>
    public required decimal Amount { get; init; }

    /// <summary>The day on which it has to be paid.</summary>
    public required DateOnly DueOn { get; init; }
}
