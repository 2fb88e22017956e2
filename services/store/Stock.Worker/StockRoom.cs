using Microsoft.EntityFrameworkCore;
using Store.Contracts.Orders;
using Store.Contracts.Stock;

namespace Stock.Worker;

/// <summary>
/// Reserves, releases and puts back the goods of an order. The order, its declined payment and its returns may arrive in any order. Runs
/// in the caller's transaction; the caller saves.
/// </summary>
public sealed class StockRoom(StockDbContext db, Shelves shelves, TimeProvider clock)
{
    /// <summary>Reserves all goods of an order, or none.</summary>
    /// <returns>The reserved and missing quantities; null if the order was already handled.</returns>
    public async Task<ReservationResult?> ReserveAsync(OrderCreated order, CancellationToken cancellationToken)
    {
        var reservation = await db.Reservations.FindAsync([order.OrderId], cancellationToken);
        if (reservation is { Status: not Reservation.Awaited })
            return null;

        if (reservation is null)
            db.Reservations.Add(reservation = new Reservation { OrderId = order.OrderId });

        var waiting = await WaitingReturnsAsync(order.OrderId, cancellationToken);
        var goods = Goods.Of(order.Lines);
        var missing = await shelves.TakeAsync(goods, cancellationToken);
        reservation.Become(missing.Count == 0 ? Reservation.Reserved : Reservation.Shortage, clock.GetUtcNow());
        if (missing.Count == 0)
            Record(goods, -1, Reservation.Reserved, order.OrderId, returnId: null);

        foreach (var row in waiting)
            await SettleAsync(row, reservation, cancellationToken);
        return new ReservationResult(missing.Count == 0 ? goods : [], missing, reservation.ChangedAt);
    }

    /// <summary>Releases the reservation of an unpaid order. An order that arrives later will not be reserved.</summary>
    public async Task ReleaseAsync(string orderId, CancellationToken cancellationToken)
    {
        var reservation = await db.Reservations.FindAsync([orderId], cancellationToken);
        if (reservation is { Status: Reservation.Released or Reservation.Shortage })
            return;

        if (reservation is null)
            db.Reservations.Add(reservation = new Reservation { OrderId = orderId });

        var waiting = await WaitingReturnsAsync(orderId, cancellationToken);
        var outstanding = await OutstandingAsync(orderId, cancellationToken);
        await shelves.PutAsync(outstanding, cancellationToken);
        Record(outstanding, +1, Reservation.Released, orderId, returnId: null);
        reservation.Become(Reservation.Released, clock.GetUtcNow());
        foreach (var row in waiting)
            await SettleAsync(row, reservation, cancellationToken);
    }

    /// <summary>Puts returned goods back in stock, unless they were not reserved. A return that arrives before its order waits for the order.</summary>
    public async Task PutBackAsync(OrderReturned returned, CancellationToken cancellationToken)
    {
        if (await db.Returns.AnyAsync(row => row.ReturnId == returned.ReturnId, cancellationToken))
            return;

        var row = new StockReturn { ReturnId = returned.ReturnId, OrderId = returned.OrderId };
        row.Goods.AddRange(Goods.Of(returned.Lines).Select(unit => new ReturnedGoods { Sku = unit.Sku, Quantity = unit.Quantity }));
        db.Returns.Add(row);

        var reservation = returned.OrderId is null ? null : await ReservationOfAsync(returned.OrderId, cancellationToken);
        if (reservation is { Status: Reservation.Awaited })
            reservation.Become(Reservation.Awaited, clock.GetUtcNow());
        else
            await SettleAsync(row, reservation, cancellationToken);
    }

    private async Task<Reservation> ReservationOfAsync(string orderId, CancellationToken cancellationToken)
    {
        if (await db.Reservations.FindAsync([orderId], cancellationToken) is { } known)
            return known;

        var awaited = new Reservation { OrderId = orderId };
        db.Reservations.Add(awaited);
        return awaited;
    }

    private Task<List<StockReturn>> WaitingReturnsAsync(string orderId, CancellationToken cancellationToken) => db.Returns
        .Where(row => row.OrderId == orderId && row.Status == StockReturn.Waiting)
        .ToListAsync(cancellationToken);

    private async Task SettleAsync(StockReturn row, Reservation? reservation, CancellationToken cancellationToken)
    {
        if (reservation is { Status: not Reservation.Reserved })
        {
            row.Status = StockReturn.Dropped;
            return;
        }

        // Changes the version: a concurrent release has to see this return, otherwise it would put the same pieces back again.
        reservation?.Become(Reservation.Reserved, clock.GetUtcNow());
        var goods = row.Goods
            .Select(unit => new StockQuantity(unit.Sku, unit.Quantity))
            .OrderBy(unit => unit.Sku, StringComparer.Ordinal)
            .ToList();
        await shelves.PutAsync(goods, cancellationToken);
        Record(goods, +1, StockReturn.PutBack, row.OrderId, row.ReturnId);
        row.Status = StockReturn.PutBack;
    }

    private async Task<IReadOnlyList<StockQuantity>> OutstandingAsync(string orderId, CancellationToken cancellationToken)
    {
        var moved = await db.Movements
            .Where(movement => movement.OrderId == orderId)
            .GroupBy(movement => movement.Sku)
            .Select(unit => new { Sku = unit.Key, Quantity = unit.Sum(movement => (long)movement.Quantity) })
            .ToListAsync(cancellationToken);
        return [.. moved.Where(unit => unit.Quantity < 0)
            .Select(unit => new StockQuantity(unit.Sku, (int)-unit.Quantity))
            .OrderBy(unit => unit.Sku, StringComparer.Ordinal)];
    }

    private void Record(IReadOnlyList<StockQuantity> goods, int sign, string kind, string? orderId, string? returnId)
    {
        var now = clock.GetUtcNow();
        db.Movements.AddRange(goods.Select((unit, position) => new Movement
        {
            OrderId = orderId,
            ReturnId = returnId,
            Position = position,
            Sku = unit.Sku,
            Quantity = sign * unit.Quantity,
            Kind = kind,
            At = now,
        }));
    }
}

/// <summary>The result of a reservation.</summary>
/// <param name="Reserved">The reserved quantities; empty if goods are missing, or if the order has no goods.</param>
/// <param name="Missing">The missing quantities; empty if all goods are reserved.</param>
/// <param name="At">Time of the reservation.</param>
public sealed record ReservationResult(IReadOnlyList<StockQuantity> Reserved, IReadOnlyList<StockQuantity> Missing, DateTimeOffset At);
