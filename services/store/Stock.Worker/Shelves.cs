using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Store.Contracts.Stock;

namespace Stock.Worker;

/// <summary>
/// The shelves. Their rows are locked when they are read, in the order of their units, so that whoever shares the database counts
/// right without starting over, and nobody waits for one who waits for him. Runs in the transaction that the caller opened; to be
/// called last in it, for some shelves are everybody's.
/// </summary>
public sealed class Shelves(StockDbContext db, IOptions<StockOptions> options)
{
    /// <summary>Takes all of the goods, or none.</summary>
    /// <param name="goods">A unit once.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>What is missing; empty when all were taken.</returns>
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

    /// <summary>Puts goods on their shelves.</summary>
    /// <param name="goods">A unit once.</param>
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

    // Saved with everything else; when another process opens the same shelf meanwhile, the key collides and this one starts over.
    private Shelf Open(string sku)
    {
        if (db.Shelves.Local.FindEntry(sku)?.Entity is { } opened)
            return opened;

        var shelf = new Shelf { Sku = sku, OnHand = options.Value.OpeningQuantity };
        db.Shelves.Add(shelf);
        return shelf;
    }
}
