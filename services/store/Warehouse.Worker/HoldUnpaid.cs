using MassTransit;
using Store.Contracts.Payments;

namespace Warehouse.Worker;

/// <summary>Puts the pick list of an unpaid order on hold.</summary>
public sealed class HoldUnpaid(WarehouseDbContext db, TimeProvider clock) : IConsumer<PaymentDeclined>
{
    /// <inheritdoc />
    public Task Consume(ConsumeContext<PaymentDeclined> context) =>
        db.HoldAsync(context.Message.OrderId, $"payment declined: {context.Message.Reason}", clock.GetUtcNow(), context.CancellationToken);
}
