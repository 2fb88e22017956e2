using Microsoft.AspNetCore.Http;

namespace Payment.Gateway;

/// <summary>Report of the ledger: totals, and the number of bookings per reference.</summary>
internal static class LedgerReport
{
    public static IResult Of(Ledger ledger, int skip = 0, int take = 100)
    {
        var (entries, declined, repeated) = ledger.Read();
        var references = entries
            .GroupBy(entry => (entry.Kind, entry.Reference, entry.Currency))
            .Select(group => new ReferenceLine(
                group.Key.Reference, group.Key.Kind, group.Count(), group.Sum(entry => entry.Amount), group.Key.Currency,
                [.. group.Select(entry => entry.Id)], [.. group.Select(entry => entry.IdempotencyKey)]))
            .ToList();

        skip = Math.Max(skip, 0);
        take = Math.Clamp(take, 1, 10_000);
        return Results.Ok(new
        {
            charges = entries.Count(entry => entry.Kind == "charged"),
            refunds = entries.Count(entry => entry.Kind == "refunded"),
            declined,
            repeated,
            totals = entries.GroupBy(entry => entry.Currency).Select(group => new
            {
                currency = group.Key,
                charged = Sum(group, "charged"),
                refunded = Sum(group, "refunded"),
            }),
            references = references.Count,
            skip,
            take,
            entries = references.Skip(skip).Take(take),
        });
    }

    private static decimal Sum(IEnumerable<LedgerEntry> entries, string kind) =>
        entries.Where(entry => entry.Kind == kind).Sum(entry => entry.Amount);

    private sealed record ReferenceLine(string Reference, string Kind, int Count, decimal Amount, string Currency, string[] Ids, string[] IdempotencyKeys);
}
