namespace Storefront.Importing;

/// <summary>One readable row of the file: one line of an invoice.</summary>
/// <param name="Row">Its line in the file; the header is line 1.</param>
/// <param name="Invoice">Invoice number.</param>
/// <param name="StockCode">Stock code.</param>
/// <param name="Description">Description; may be empty.</param>
/// <param name="Quantity">Quantity, as in the file: negative for a return.</param>
/// <param name="At">Invoice date, in UTC.</param>
/// <param name="UnitPrice">Price of one unit, in pounds.</param>
/// <param name="CustomerId">The customer's number, or null.</param>
internal sealed record RetailRow(
    int Row, string Invoice, string StockCode, string Description, int Quantity, DateTimeOffset At, decimal UnitPrice, string? CustomerId);

/// <summary>A row that is not imported, with the reason.</summary>
internal sealed record SkippedRow(int Row, string? Invoice, string Reason);
