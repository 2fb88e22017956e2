using MassTransit;
using Microsoft.Extensions.Logging;
using Store.Contracts;
using Store.Contracts.Payments;

namespace Payment.Worker;

/// <summary>Ends a refund whose order is settled, or that belongs to no known order.</summary>
public sealed partial class RefundService(PaymentDbContext db, PaymentGateway gateway, TimeProvider clock, ILogger<RefundService> logger)
{
    /// <summary>Pays back, or drops what was never paid, or keeps what the gateway refuses.</summary>
    /// <param name="refund">The refund; changed, not saved.</param>
    /// <param name="payment">The order's payment, or null when the return belongs to no known order.</param>
    /// <param name="publisher">Where the event goes.</param>
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
        Message = "The payment gateway refused to pay back return {ReturnId}, {Amount}: {Reason}. It is kept as refused, and has to be paid back in another way")]
    private partial void LogRefused(string returnId, Money amount, string? reason);
}
