using MassTransit;
using Microsoft.EntityFrameworkCore;
using Store.Contracts.Orders;
using Store.Contracts.Payments;

namespace Payment.Worker;

/// <summary>Charges an order once, and then settles the refunds of returns that arrived before the order.</summary>
public sealed class ChargePayment(PaymentDbContext db, PaymentGateway gateway, RefundService refunds, TimeProvider clock)
    : IConsumer<OrderCreated>
{
    /// <inheritdoc />
    public async Task Consume(ConsumeContext<OrderCreated> context)
    {
        var order = context.Message;
        var payment = await db.Payments.FindAsync([order.OrderId], context.CancellationToken);
        if (payment is { Settled: true })
            return;

        if (payment is null)
            db.Payments.Add(payment = new OrderPayment { OrderId = order.OrderId });

        var answer = order.Total.Amount == 0
            ? GatewayAnswer.Nothing
            : await gateway.ChargeAsync(order.OrderId, order.Total, context.CancellationToken);
        payment.Settle(order.Total, answer, clock.GetUtcNow());
        db.Ledger.Add(new LedgerEntry { Subject = order.OrderId, Kind = payment.Status, At = payment.ChangedAt });

        await PublishAsync(context, payment);
        await SettlePendingRefundsAsync(context, payment);
    }

    private static Task PublishAsync(ConsumeContext<OrderCreated> context, OrderPayment payment) =>
        payment.Reference is { } reference
            ? context.Publish(
                new PaymentCharged
                {
                    OrderId = payment.OrderId,
                    PaymentReference = reference,
                    Amount = context.Message.Total,
                    ChargedAt = payment.ChangedAt,
                },
                context.CancellationToken)
            : context.Publish(
                new PaymentDeclined
                {
                    OrderId = payment.OrderId,
                    Customer = context.Message.Customer,
                    Amount = context.Message.Total,
                    Reason = payment.Reason!,
                    DeclinedAt = payment.ChangedAt,
                },
                context.CancellationToken);

    private async Task SettlePendingRefundsAsync(ConsumeContext<OrderCreated> context, OrderPayment payment)
    {
        var pending = await db.Refunds
            .Where(refund => refund.OrderId == payment.OrderId && refund.Status == Refund.Pending)
            .ToListAsync(context.CancellationToken);

        foreach (var refund in pending)
            await refunds.SettleAsync(refund, payment, context, context.CancellationToken);
    }
}
