using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Store.Contracts.Stock;

namespace Stock.Worker;

/// <summary>
/// The stock per SKU. Rows are locked when they are read, so that concurrent workers count correctly without a retry, and in the order of
/// their SKUs, to prevent deadlocks. Runs in the caller's transaction. Call it last in the transaction, because many orders share the same
/// rows.
/// </summary>
public sealed class Shelves(StockDbContext db, IOptions<StockOptions> options)
{
    /// <summary>Takes all goods from stock, or none.</summary>
    /// <param name="goods">The goods, one entry per SKU.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The missing quantities; empty if all were taken.</returns>
    public async Task<IReadOnlyList<StockQuantity>> TakeAsync(IReadOnlyList<StockQuantity> goods, CancellationToken cancellationToken)
    {
        var shelves = await LockAsync(goods, cancellationToken);
        List<StockQuantity> missing = [.. goods
            .Where(unit => shelves[unit.Sku].OnHand < unit.Quantity)
            .Select(unit => unit with { Quantity = (int)(unit.Quantity - shelves[unit.Sku].OnHand) })];
        if (missing.Count == 0)
            Move(shelves, goods, -1);
        return missing;
    }

    /// <summary>Puts goods back in stock.</summary>
    /// <param name="goods">The goods, one entry per SKU.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task PutAsync(IReadOnlyList<StockQuantity> goods, CancellationToken cancellationToken) =>
        Move(await LockAsync(goods, cancellationToken), goods, +1);

    private static void Move(Dictionary<string, Shelf> shelves, IReadOnlyList<StockQuantity> goods, int sign)
    {
        foreach (var unit in goods)
            shelves[unit.Sku].OnHand += sign * unit.Quantity;
    }

    private async Task<Dictionary<string, Shelf>> LockAsync(IReadOnlyList<StockQuantity> goods, CancellationToken cancellationToken)
    {
        string[] skus = [.. goods.Select(unit => unit.Sku)];
        var rows = db.Database.IsNpgsql()
            ? db.Shelves.FromSql($"""SELECT * FROM "Shelves" WHERE "Sku" = ANY({skus}) ORDER BY "Sku" COLLATE "C" FOR UPDATE""")
            : db.Shelves.Where(shelf => skus.Contains(shelf.Sku));
        var shelves = await rows.ToDictionaryAsync(shelf => shelf.Sku, StringComparer.Ordinal, cancellationToken);
        foreach (var sku in skus)
        {
            if (!shelves.ContainsKey(sku))
                shelves.Add(sku, Open(sku));
        }

        return shelves;
    }

    // The caller saves the row. If another process adds the same row concurrently, the insert fails with a key conflict and is retried.
    private Shelf Open(string sku)
    {
        if (db.Shelves.Local.FindEntry(sku)?.Entity is { } opened)
            return opened;

        var shelf = new Shelf { Sku = sku, OnHand = options.Value.OpeningQuantity };
        db.Shelves.Add(shelf);
        return shelf;
    }
}
