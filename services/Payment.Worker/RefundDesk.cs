using MassTransit;
using Store.Contracts;
using Store.Contracts.Payments;

namespace Payment.Worker;

/// <summary>Ends a refund whose order is settled, or that belongs to no known order.</summary>
public sealed class RefundDesk(PaymentDbContext db, PaymentGateway gateway, TimeProvider clock)
{
    /// <summary>Pays back, or drops what was never paid.</summary>
    /// <param name="refund">The refund; changed, not saved.</param>
    /// <param name="payment">The order's payment, or null when the return belongs to no known order.</param>
    /// <param name="publisher">Where the event goes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task SettleAsync(Refund refund, OrderPayment? payment, IPublishEndpoint publisher, CancellationToken cancellationToken)
    {
        if (payment is { Status: OrderPayment.Declined })
        {
            refund.Status = Refund.Dropped;
            return;
        }

        var amount = new Money(refund.Amount, refund.Currency);
        refund.Reference = amount.Amount == 0
            ? "none"
            : await gateway.RefundAsync(refund.ReturnId, payment?.Reference, amount, cancellationToken);
        refund.Status = Refund.Refunded;

        var now = clock.GetUtcNow();
        db.Ledger.Add(new LedgerEntry { Subject = refund.ReturnId, Kind = refund.Status, At = now });
        await publisher.Publish(
            new PaymentRefunded
            {
                ReturnId = refund.ReturnId,
                OrderId = refund.OrderId,
                RefundReference = refund.Reference,
                Amount = amount,
                RefundedAt = now,
            },
            cancellationToken);
    }
}
