using MassTransit;
using Store.Contracts.Orders;

namespace Payment.Worker;

/// <summary>
/// Refunds a return. If a return arrives before its order, the refund waits until <see cref="ChargePayment"/> settles both.
/// </summary>
public sealed class RefundPayment(PaymentDbContext db, RefundService refunds, TimeProvider clock) : IConsumer<OrderReturned>
{
    /// <inheritdoc />
    public async Task Consume(ConsumeContext<OrderReturned> context)
    {
        var returned = context.Message;
        if (await db.Refunds.FindAsync([returned.ReturnId], context.CancellationToken) is not null)
            return;

        var refund = new Refund
        {
            ReturnId = returned.ReturnId,
            OrderId = returned.OrderId,
            Amount = returned.Refund.Amount,
            Currency = returned.Refund.Currency,
        };
        db.Refunds.Add(refund);

        var payment = returned.OrderId is null ? null : await PaymentOfAsync(returned.OrderId, context.CancellationToken);
        if (payment is { Settled: false })
            payment.AwaitOrder(clock.GetUtcNow());
        else
            await refunds.SettleAsync(refund, payment, context, context.CancellationToken);
    }

    private async Task<OrderPayment> PaymentOfAsync(string orderId, CancellationToken cancellationToken)
    {
        if (await db.Payments.FindAsync([orderId], cancellationToken) is { } known)
            return known;

        // Adds a row even for an unknown order, so that a concurrent charge fails with a key conflict and is retried.
        var awaited = new OrderPayment { OrderId = orderId };
        db.Payments.Add(awaited);
        return awaited;
    }
}
