using MassTransit;
using Microsoft.Extensions.Logging;
using Store.Contracts;
using Store.Contracts.Payments;

namespace Payment.Worker;

/// <summary>Settles a refund whose order is settled, or that belongs to no known order.</summary>
public sealed partial class RefundService(PaymentDbContext db, PaymentGateway gateway, TimeProvider clock, ILogger<RefundService> logger)
{
    /// <summary>Refunds the amount, or drops the refund of an unpaid order, or marks it as refused by the gateway.</summary>
    /// <param name="refund">The refund; changed, not saved.</param>
    /// <param name="payment">The order's payment, or null if the return belongs to no known order.</param>
    /// <param name="publisher">Publishes the event.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task SettleAsync(Refund refund, OrderPayment? payment, IPublishEndpoint publisher, CancellationToken cancellationToken)
    {
        if (payment is { Status: OrderPayment.Declined })
        {
            refund.Status = Refund.Dropped;
            return;
        }

        var amount = new Money(refund.Amount, refund.Currency);
        var answer = amount.Amount == 0
            ? GatewayAnswer.Nothing
            : await gateway.RefundAsync(refund.ReturnId, payment?.Reference, amount, cancellationToken);
        var now = clock.GetUtcNow();
        refund.Reference = answer.Reference;
        refund.Status = answer.Reference is null ? Refund.Refused : Refund.Refunded;
        db.Ledger.Add(new LedgerEntry { Subject = refund.ReturnId, Kind = refund.Status, At = now });
        if (answer.Reference is null)
        {
            LogRefused(refund.ReturnId, amount, answer.Reason);
            return;
        }

        await publisher.Publish(
            new PaymentRefunded
            {
                ReturnId = refund.ReturnId,
                OrderId = refund.OrderId,
                RefundReference = answer.Reference,
                Amount = amount,
                RefundedAt = now,
            },
            cancellationToken);
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The payment gateway refused to refund return {ReturnId}, {Amount}: {Reason}. The refund is marked as refused and has to be made manually in another way")]
    private partial void LogRefused(string returnId, Money amount, string? reason);
}
