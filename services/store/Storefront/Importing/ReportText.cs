namespace Storefront.Importing;

/// <summary>Writes the report as text.</summary>
internal static class ReportText
{
    public static void Write(ImportReport report, string file, TextWriter output)
    {
        output.WriteLine($"{file}: {report.Rows} rows");
        output.WriteLine($"  orders         {report.Orders,10}");
        output.WriteLine($"  returns        {report.Returns,10}");
        output.WriteLine($"  lines          {report.Lines,10}");
        output.WriteLine($"  units          {report.Units,10}");
        output.WriteLine($"  revenue (GBP)  {report.Revenue,10:0.00##}");
        output.WriteLine($"  already known  {report.AlreadyKnown,10}   invoices, {report.AlreadyKnownLines} lines");
        output.WriteLine($"  skipped        {report.Skipped.Count,10}   rows");
        foreach (var skipped in report.Skipped)
        {
            var invoice = skipped.Invoice is { Length: > 0 } number ? $", invoice {number}" : "";
            output.WriteLine($"    row {skipped.Row}{invoice}: {skipped.Reason}");
        }
    }
}
