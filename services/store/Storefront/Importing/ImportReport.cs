using Storefront.History;

namespace Storefront.Importing;

/// <summary>The result of an import.</summary>
internal sealed class ImportReport
{
    /// <summary>Rows in the file, below its header.</summary>
    public int Rows { get; init; }

    /// <summary>Orders imported now.</summary>
    public int Orders { get; private set; }

    /// <summary>Returns imported now.</summary>
    public int Returns { get; private set; }

    /// <summary>Lines of these orders and returns.</summary>
    public int Lines { get; private set; }

    /// <summary>Pieces on these lines; those of returns count negative.</summary>
    public long Units { get; private set; }

    /// <summary>Total of these lines, in pounds; those of returns count negative.</summary>
    public decimal Revenue { get; private set; }

    /// <summary>Invoices that were imported before.</summary>
    public int AlreadyKnown { get; private set; }

    /// <summary>Lines of invoices that were imported before.</summary>
    public int AlreadyKnownLines { get; private set; }

    /// <summary>Every row that was not imported, with the reason.</summary>
    public required List<SkippedRow> Skipped { get; init; }

    /// <summary>Adds the result of one batch.</summary>
    public void Add(IReadOnlyList<RetailInvoice> batch, HistoryAnswer answer)
    {
        var accepted = answer.Accepted.ToHashSet(StringComparer.Ordinal);
        var refused = answer.Refused.ToDictionary(invoice => invoice.Number, invoice => invoice.Reason, StringComparer.Ordinal);
        foreach (var (invoice, rows) in batch)
        {
            if (accepted.Contains(invoice.Number))
            {
                Add(invoice);
            }
            else if (refused.TryGetValue(invoice.Number, out var reason))
            {
                Skipped.AddRange(rows.Select(row => new SkippedRow(row, invoice.Number, $"The Storefront refused its invoice: {reason}")));
            }
            else
            {
                AlreadyKnown++;
                AlreadyKnownLines += rows.Count;
            }
        }
    }

    private void Add(HistoricInvoice invoice)
    {
        var sign = invoice.IsReturn ? -1 : 1;
        (Orders, Returns) = invoice.IsReturn ? (Orders, Returns + 1) : (Orders + 1, Returns);
        Lines += invoice.Lines.Count;
        Units += sign * invoice.Lines.Sum(line => (long)line.Quantity);
        Revenue += sign * invoice.Lines.Sum(line => line.Quantity * line.UnitPrice);
    }
}
