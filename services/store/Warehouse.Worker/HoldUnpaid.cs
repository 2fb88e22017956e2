using MassTransit;
using Store.Contracts.Payments;

namespace Warehouse.Worker;

/// <summary>Holds what is not paid.</summary>
public sealed class HoldUnpaid(WarehouseDbContext db, TimeProvider clock) : IConsumer<PaymentDeclined>
{
    /// <inheritdoc />
    public Task Consume(ConsumeContext<PaymentDeclined> context) =>
        db.HoldAsync(context.Message.OrderId, $"payment declined: {context.Message.Reason}", clock.GetUtcNow(), context.CancellationToken);
}
