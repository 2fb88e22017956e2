using Microsoft.EntityFrameworkCore;

namespace Analytics.Worker;

/// <summary>The sales of one business day in one currency.</summary>
/// <param name="Orders">Orders placed.</param>
/// <param name="Returns">Returns accepted.</param>
/// <param name="Units">Pieces sold minus pieces returned.</param>
/// <param name="Revenue">Sales minus refunds, with at least two decimals.</param>
/// <param name="Currency">ISO 4217 code.</param>
public sealed record DailySales(int Orders, int Returns, long Units, decimal Revenue, string Currency)
{
    /// <summary>Adds up a day.</summary>
    public static async Task<DailySales> OfAsync(AnalyticsDbContext db, DateOnly day, string currency, CancellationToken cancellationToken)
    {
        var sales = new DailySales(0, 0, 0, 0.00m, currency);

        // Added up in the program, because SQLite has no exact decimals.
        var entries = db.Entries.AsNoTracking()
            .Where(entry => entry.Day == day && entry.Currency == currency)
            .Select(entry => new { entry.Kind, entry.Units, entry.Revenue })
            .AsAsyncEnumerable();
        await foreach (var entry in entries.WithCancellation(cancellationToken))
        {
            sales = sales with
            {
                Orders = sales.Orders + (entry.Kind == Entry.Sale ? 1 : 0),
                Returns = sales.Returns + (entry.Kind == Entry.Return ? 1 : 0),
                Units = sales.Units + entry.Units,
                Revenue = sales.Revenue + entry.Revenue,
            };
        }

        return sales with { Revenue = decimal.Parse(sales.Revenue.ToString("0.00##")) };
    }
}
