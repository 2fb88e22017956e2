using System.Text;
using CsvHelper;
using Store.Contracts.Orders;
using Storefront.History;

namespace Storefront.Importing;

/// <summary>
/// A file in the "Online Retail" format (UCI Machine Learning Repository, doi 10.24432/C5BW33), read as invoices:
/// <list type="bullet">
/// <item>Rows with the same <c>InvoiceNo</c> are one invoice, even if other rows are between them. Invoices keep the order of their first rows.</item>
/// <item>An invoice whose number begins with <c>C</c> is a return. The signs of its quantities are inverted. Its order is unknown.</item>
/// <item>Any other invoice is an order, regardless of its total: a replacement or a write-off is an order with revenue 0.</item>
/// <item>
/// A stock code that does not begin with five digits (POST, D, M, C2, DOT, BANK CHARGES, CRUK, PADS, AMAZONFEE, S, B) is not goods. The same
/// holds for a line of negative quantity in an order, or of positive quantity in a return. Such lines are booked, but never reserved or picked.
/// </item>
/// <item>Date and customer are those of the invoice's first row. Dates are UTC, amounts are pounds.</item>
/// <item>A quoted field may span lines. A row has the number of its first line.</item>
/// <item>An unreadable row is skipped with a reason. An invoice that violates the contracts is skipped with all its rows.</item>
/// </list>
/// </summary>
internal sealed class RetailFile
{
    private const string Currency = "GBP";

    // Unlike Encoding.UTF8, it throws for invalid bytes. With its preamble, StreamReader does not replace it after a byte order mark.
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);

    private readonly List<RetailInvoice> _invoices = [];
    private readonly List<SkippedRow> _skipped = [];

    /// <summary>The invoices, in order of their first rows.</summary>
    public IReadOnlyList<RetailInvoice> Invoices => _invoices;

    /// <summary>The skipped rows, in the order of the file.</summary>
    public IReadOnlyList<SkippedRow> Skipped => _skipped;

    /// <summary>Rows below the header, readable or not.</summary>
    public int Rows { get; private set; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="ImportException">The file is missing, cannot be read, or has another format.</exception>
    public static async Task<RetailFile> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            // Copies of the data set are UTF-8 or, as exported from a spreadsheet, Latin-1.
            try
            {
                return await ReadAsync(path, StrictUtf8, cancellationToken);
            }
            catch (DecoderFallbackException)
            {
                return await ReadAsync(path, Encoding.Latin1, cancellationToken);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ImportException($"{path} cannot be read: {error.Message}");
        }
    }

    private static async Task<RetailFile> ReadAsync(string path, Encoding encoding, CancellationToken cancellationToken)
    {
        using var text = new StreamReader(path, encoding);
        return await ReadAsync(text, path, cancellationToken);
    }

    /// <summary>Reads the text of a file.</summary>
    /// <exception cref="ImportException">The text has another format.</exception>
    public static async Task<RetailFile> ReadAsync(TextReader text, string name, CancellationToken cancellationToken)
    {
        var file = new RetailFile();
        try
        {
            using var records = new CsvRecordReader(text);
            await file.ReadAsync(records, name, cancellationToken);
        }
        catch (CsvFormatException error)
        {
            throw new ImportException($"{name} cannot be read: line {error.LineNumber} is longer than {CsvRecordReader.MaxLineSize / 1024} KB.");
        }

        file._skipped.Sort((left, right) => left.Row.CompareTo(right.Row));
        return file;
    }

    private async Task ReadAsync(CsvRecordReader records, string name, CancellationToken cancellationToken)
    {
        var rows = new Dictionary<string, List<RetailRow>>(StringComparer.Ordinal);
        var order = new List<List<RetailRow>>();
        RetailColumns? columns = null;
        await foreach (var record in records.ReadAsync(cancellationToken))
        {
            if (columns is null)
            {
                columns = RetailColumns.Of(record.Fields, name);
                continue;
            }

            Rows++;
            if (ReadRow(columns, record) is not { } row)
                continue;

            if (!rows.TryGetValue(row.Invoice, out var invoice))
            {
                rows.Add(row.Invoice, invoice = []);
                order.Add(invoice);
            }

            invoice.Add(row);
        }

        _ = columns ?? RetailColumns.Of(header: null, name);
        order.ForEach(AddInvoice);
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
            Skip(rows, $"Its invoice is not valid: {string.Join(' ', problems)}");
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

/// <summary>An invoice and the line numbers of its rows.</summary>
internal sealed record RetailInvoice(HistoricInvoice Invoice, IReadOnlyList<int> Rows);
