using System.Globalization;

namespace Storefront.Importing;

/// <summary>Converts a record to a row, or returns the reason why it cannot.</summary>
internal static class RetailRowReader
{
    private const NumberStyles Signed = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    // The original has American dates; exports of it mostly have ISO dates. Neither has a time zone, so UTC is assumed.
    private static readonly string[] DateFormats =
        ["M/d/yyyy H:mm", "M/d/yyyy H:mm:ss", "yyyy-MM-dd H:mm", "yyyy-MM-dd H:mm:ss", "yyyy-MM-dd'T'H:mm:ss"];

    public static (RetailRow? Row, string? Problem) Read(int line, string[] fields)
    {
        if (fields is not [var invoice, var stockCode, var description, var quantity, var date, var price, var customer, _])
            throw new ArgumentException("There must be eight fields.", nameof(fields));

        if (invoice.Length is 0 or > 64 || invoice.Any(char.IsControl))
            return (null, $"InvoiceNo '{Shown(invoice)}' must have 1 to 64 characters, and no control characters.");
        if (stockCode.Length is 0 or > 64 || stockCode.Any(char.IsControl))
            return (null, $"StockCode '{Shown(stockCode)}' must have 1 to 64 characters, and no control characters.");
        if (description.Length > 1000)
            return (null, $"Description has {description.Length} characters; 1000 are allowed.");
        if (!TryWholeNumber(quantity, out var pieces) || pieces == 0)
            return (null, $"Quantity '{Shown(quantity)}' is not a whole number other than 0.");
        if (!DateTimeOffset.TryParseExact(date, DateFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
            return (null, $"InvoiceDate '{Shown(date)}' is not a date such as 2010-12-01 08:26 or 12/1/2010 8:26.");
        if (!TryPrice(price, out var unitPrice))
            return (null, $"UnitPrice '{Shown(price)}' is not an amount with at most four decimals.");
        if (customer.Length > 64 || customer.Any(char.IsControl))
            return (null, $"CustomerID '{Shown(customer)}' has more than 64 characters, or control characters.");

        return (new RetailRow(line, invoice, stockCode, OneLine(description), pieces, at, unitPrice, CustomerId(customer)), null);
    }

    // Spreadsheets and data frames write whole numbers as 17850.0 if the column has empty cells.
    private static string? CustomerId(string text) =>
        text.EndsWith(".0", StringComparison.Ordinal) ? text[..^2] : text.Length == 0 ? null : text;

    private static bool TryWholeNumber(string text, out int number)
    {
        number = 0;
        if (!decimal.TryParse(text, Signed, CultureInfo.InvariantCulture, out var value)
            || decimal.Truncate(value) != value || value is < int.MinValue + 1 or > int.MaxValue)
            return false;

        number = (int)value;
        return true;
    }

    private static bool TryPrice(string text, out decimal price) =>
        decimal.TryParse(text, Signed, CultureInfo.InvariantCulture, out price)
        && decimal.Round(price, 4) == price;

    private static string OneLine(string text) => string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character));

    private static string Shown(string text) => OneLine(text.Length > 60 ? text[..60] + "…" : text);
}
