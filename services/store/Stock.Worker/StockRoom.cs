using Microsoft.EntityFrameworkCore;
using Store.Contracts.Orders;
using Store.Contracts.Stock;

namespace Stock.Worker;

/// <summary>
/// What happens to an order's goods, whatever comes first: the order, its declined payment, or a return. Runs in the
/// transaction that the caller opened, and leaves saving to it.
/// </summary>
public sealed class StockRoom(StockDbContext db, Shelves shelves, TimeProvider clock)
{
    /// <summary>Sets all goods of an order aside, or none.</summary>
    /// <returns>What is set aside and what is missing; null when the order was dealt with before.</returns>
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

    /// <summary>Puts back what is set aside for an order that is not paid; one that is not known yet will not be reserved.</summary>
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

    /// <summary>Puts returned goods back, unless they never left; a return that overtakes its order waits for it.</summary>
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

        // A release at the same moment has to see this return, or it would put the same pieces back again.
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

/// <summary>How a reservation ended.</summary>
/// <param name="Reserved">What is set aside; empty when something is missing, or when the order holds no goods.</param>
/// <param name="Missing">What is missing; empty when all was set aside.</param>
/// <param name="At">When.</param>
public sealed record ReservationResult(IReadOnlyList<StockQuantity> Reserved, IReadOnlyList<StockQuantity> Missing, DateTimeOffset At);
