using Storefront.History;

namespace Storefront.Importing;

/// <summary>Sends the invoices of a file in their order, in batches, and adds up the results.</summary>
internal sealed class Importer(HistoryClient history)
{
    private const int MostInvoices = 50;
    private const int MostLines = 2000;

    /// <summary>Imports a file that was read.</summary>
    /// <param name="file">The file.</param>
    /// <param name="progress">Called with the number of invoices sent so far.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task<ImportReport> ImportAsync(RetailFile file, Action<int> progress, CancellationToken cancellationToken)
    {
        var report = new ImportReport { Rows = file.Rows, Skipped = [.. file.Skipped] };
        var done = 0;
        foreach (var batch in Batches(file.Invoices))
        {
            var answer = await history.SendAsync(new HistoryBatch([.. batch.Select(entry => entry.Invoice)]), cancellationToken);
            report.Add(batch, answer);
            progress(done += batch.Count);
        }

        report.Skipped.Sort((left, right) => left.Row.CompareTo(right.Row));
        return report;
    }

    private static IEnumerable<IReadOnlyList<RetailInvoice>> Batches(IEnumerable<RetailInvoice> invoices)
    {
        var batch = new List<RetailInvoice>();
        var lines = 0;
        foreach (var invoice in invoices)
        {
            if (batch.Count == MostInvoices || (batch.Count > 0 && lines + invoice.Rows.Count > MostLines))
            {
                yield return batch;
                (batch, lines) = ([], 0);
            }

            batch.Add(invoice);
            lines += invoice.Rows.Count;
        }

        if (batch.Count > 0)
            yield return batch;
    }
}
