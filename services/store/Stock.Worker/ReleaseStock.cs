using MassTransit;
using Store.Contracts.Payments;
using Workers.Hosting.Store;

namespace Stock.Worker;

/// <summary>Releases the reservation of an unpaid order.</summary>
public sealed class ReleaseStock(StockDbContext db, StockRoom room) : IConsumer<PaymentDeclined>
{
    /// <inheritdoc />
    public async Task Consume(ConsumeContext<PaymentDeclined> context)
    {
        await db.BeginAsync(context.CancellationToken);
        await room.ReleaseAsync(context.Message.OrderId, context.CancellationToken);
    }
}
