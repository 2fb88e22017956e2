using System.Text;
using System.Text.Unicode;
using Store.Contracts.Orders;
using Storefront.History;

namespace Storefront.Importing;

/// <summary>
/// A file in the "Online Retail" layout (UCI Machine Learning Repository, doi 10.24432/C5BW33), read as invoices:
/// <list type="bullet">
/// <item>Rows with the same <c>InvoiceNo</c> are one invoice, wherever they stand; invoices keep the order of their first rows.</item>
/// <item>An invoice that begins with <c>C</c> is a return: its quantities are negative, and are turned. Its order is not known.</item>
/// <item>Any other is an order, whatever it comes to: a replacement or a write-off is an order with revenue 0.</item>
/// <item>
/// A stock code that does not begin with five digits (POST, D, M, C2, DOT, BANK CHARGES, CRUK, PADS, AMAZONFEE, S, B) is not
/// goods, nor is a line with a negative quantity in an order or a positive one in a return: booked, never reserved or picked.
/// </item>
/// <item>Date and customer are those of the invoice's first row; dates are taken as UTC, amounts as pounds.</item>
/// <item>A line is a row: a quoted field ends on the line it begins on.</item>
/// <item>A row that cannot be read is skipped with a reason, and so is an invoice that breaks the contracts, with all its rows.</item>
/// </list>
/// </summary>
internal sealed class RetailFile
{
    private const string Currency = "GBP";

    private readonly List<RetailInvoice> _invoices = [];
    private readonly List<SkippedRow> _skipped = [];

    /// <summary>The invoices, in order of their first rows.</summary>
    public IReadOnlyList<RetailInvoice> Invoices => _invoices;

    /// <summary>The rows that belong to none, in the file's order.</summary>
    public IReadOnlyList<SkippedRow> Skipped => _skipped;

    /// <summary>Rows below the header, readable or not.</summary>
    public int Rows { get; private set; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="ImportException">It is missing, cannot be read, or is something else.</exception>
    public static async Task<RetailFile> ReadAsync(string path, CancellationToken cancellationToken)
    {
        byte[] bytes;
        try
        {
            bytes = await File.ReadAllBytesAsync(path, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ImportException($"{path} cannot be read: {error.Message}");
        }

        // Copies of the data set are either UTF-8 or, straight from the spreadsheet, Latin 1.
        var encoding = Utf8.IsValid(bytes) ? Encoding.UTF8 : Encoding.Latin1;
        var lines = new List<string>();
        using var reader = new StreamReader(new MemoryStream(bytes), encoding);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
            lines.Add(line);

        return Of(lines, path);
    }

    /// <summary>Reads the lines of a file.</summary>
    public static RetailFile Of(IReadOnlyList<string> lines, string name)
    {
        var file = new RetailFile();
        var rows = new Dictionary<string, List<RetailRow>>(StringComparer.Ordinal);
        var order = new List<List<RetailRow>>();
        RetailColumns? columns = null;
        foreach (var record in CsvRecords.Read(lines))
        {
            if (columns is null)
            {
                columns = RetailColumns.Of(record.Fields, name);
                continue;
            }

            file.Rows++;
            if (file.ReadRow(columns, record) is not { } row)
                continue;

            if (!rows.TryGetValue(row.Invoice, out var invoice))
            {
                rows.Add(row.Invoice, invoice = []);
                order.Add(invoice);
            }

            invoice.Add(row);
        }

        _ = columns ?? RetailColumns.Of(header: null, name);
        order.ForEach(file.AddInvoice);
        file._skipped.Sort((left, right) => left.Row.CompareTo(right.Row));
        return file;
    }

    private RetailRow? ReadRow(RetailColumns columns, CsvRecord record)
    {
        if (record.Problem is { } broken)
        {
            _skipped.Add(new SkippedRow(record.Line, columns.Invoice(record.Fields), broken));
            return null;
        }

        if (columns.Arrange(record.Fields) is not { } arranged)
        {
            var reason = $"It has {record.Fields.Length} fields; {columns.Count} are needed.";
            _skipped.Add(new SkippedRow(record.Line, Invoice: null, reason));
            return null;
        }

        var (row, problem) = RetailRowReader.Read(record.Line, arranged);
        if (problem is not null)
            _skipped.Add(new SkippedRow(record.Line, arranged[0], problem));
        return row;
    }

    private void AddInvoice(List<RetailRow> rows)
    {
        var first = rows[0];
        var isReturn = first.Invoice.StartsWith('C');
        var lines = rows.Select(row => Line(row, isReturn ? -row.Quantity : row.Quantity)).ToList();
        var invoice = new HistoricInvoice(first.Invoice, isReturn, first.At, first.CustomerId, Currency, lines);
        if (invoice.Problems().ToList() is { Count: > 0 } problems)
            Skip(rows, $"Its invoice cannot be taken: {string.Join(' ', problems)}");
        else
            _invoices.Add(new RetailInvoice(invoice, [.. rows.Select(row => row.Row)]));
    }

    private void Skip(List<RetailRow> rows, string reason) =>
        _skipped.AddRange(rows.Select(row => new SkippedRow(row.Row, row.Invoice, reason)));

    private static HistoricLine Line(RetailRow row, int quantity) =>
        new(
            row.StockCode,
            row.Description,
            quantity,
            row.UnitPrice,
            quantity > 0 && IsGoods(row.StockCode) ? LineKind.Goods : LineKind.Other);

    private static bool IsGoods(string stockCode) =>
        stockCode.Length >= 5 && stockCode.AsSpan(0, 5).IndexOfAnyExceptInRange('0', '9') < 0;
}

/// <summary>An invoice and the rows of the file it was made of.</summary>
internal sealed record RetailInvoice(HistoricInvoice Invoice, IReadOnlyList<int> Rows);
