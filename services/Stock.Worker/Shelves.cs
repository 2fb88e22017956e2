using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Store.Contracts.Stock;

namespace Stock.Worker;

/// <summary>
/// The shelves. Quantities change by UPDATE in the database, not by read and write: processes that share it count right
/// without one of them having to start over. Runs in the transaction that the caller opened.
/// </summary>
public sealed class Shelves(StockDbContext db, IOptions<StockOptions> options)
{
    /// <summary>Takes all of the goods, or none.</summary>
    /// <param name="goods">A unit once, sorted by it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What is missing; empty when all were taken.</returns>
    public async Task<IReadOnlyList<StockQuantity>> TakeAsync(IReadOnlyList<StockQuantity> goods, CancellationToken cancellationToken)
    {
        var known = await KnownAsync(goods, cancellationToken);
        var taken = new List<StockQuantity>();
        var missing = new List<StockQuantity>();
        foreach (var unit in goods)
        {
            var there = known.Contains(unit.Sku)
                ? await TakeAsync(unit, cancellationToken)
                : Open(unit.Sku, -unit.Quantity);
            if (there)
                taken.Add(unit);
            else
                missing.Add(unit with { Quantity = (int)(unit.Quantity - await OnHandAsync(unit.Sku, cancellationToken)) });
        }

        if (missing.Count > 0)
            await PutAsync(taken, cancellationToken);
        return missing;
    }

    /// <summary>Puts goods on their shelves.</summary>
    /// <param name="goods">A unit once, sorted by it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task PutAsync(IReadOnlyList<StockQuantity> goods, CancellationToken cancellationToken)
    {
        var known = await KnownAsync(goods, cancellationToken);
        foreach (var unit in goods)
        {
            if (known.Contains(unit.Sku))
                await AddAsync(unit.Sku, unit.Quantity, cancellationToken);
            else
                Open(unit.Sku, unit.Quantity);
        }
    }

    private async Task<bool> TakeAsync(StockQuantity unit, CancellationToken cancellationToken) =>
        await db.Shelves
            .Where(shelf => shelf.Sku == unit.Sku && shelf.OnHand >= unit.Quantity)
            .ExecuteUpdateAsync(
                set => set.SetProperty(shelf => shelf.OnHand, shelf => shelf.OnHand - unit.Quantity), cancellationToken) == 1;

    private Task<int> AddAsync(string sku, int quantity, CancellationToken cancellationToken) =>
        db.Shelves
            .Where(shelf => shelf.Sku == sku)
            .ExecuteUpdateAsync(set => set.SetProperty(shelf => shelf.OnHand, shelf => shelf.OnHand + quantity), cancellationToken);

    // Saved with everything else; when another process opens the same shelf meanwhile, the key collides and this one starts over.
    private bool Open(string sku, int change)
    {
        if (db.Shelves.Local.FindEntry(sku)?.Entity is not { } shelf)
            db.Shelves.Add(shelf = new Shelf { Sku = sku, OnHand = options.Value.OpeningQuantity });
        if (shelf.OnHand + change < 0)
            return false;

        shelf.OnHand += change;
        return true;
    }

    private async Task<long> OnHandAsync(string sku, CancellationToken cancellationToken) =>
        db.Shelves.Local.FindEntry(sku)?.Entity.OnHand
        ?? await db.Shelves.Where(shelf => shelf.Sku == sku).Select(shelf => shelf.OnHand).SingleAsync(cancellationToken);

    private async Task<HashSet<string>> KnownAsync(IReadOnlyList<StockQuantity> goods, CancellationToken cancellationToken)
    {
        var skus = goods.Select(unit => unit.Sku).ToList();
        var known = await db.Shelves.Where(shelf => skus.Contains(shelf.Sku)).Select(shelf => shelf.Sku).ToListAsync(cancellationToken);
        return known.ToHashSet(StringComparer.Ordinal);
    }
}
