using MassTransit;
using Store.Contracts.Payments;

namespace Email.Worker;

/// <summary>Tells the customer that the payment was declined.</summary>
public sealed class SendPaymentDeclined(PostOffice office) : IConsumer<PaymentDeclined>
{
    /// <inheritdoc />
    public Task Consume(ConsumeContext<PaymentDeclined> context)
    {
        var declined = context.Message;
        var letter = new Letter(
            "payment-declined",
            declined.OrderId,
            declined.Customer.Email,
            declined.Customer.Name,
            $"Your payment for order {declined.OrderId}",
            $"the payment of {declined.Amount} for your order {declined.OrderId} was declined ({declined.Reason.Replace('_', ' ')}). " +
            "Nothing was charged, and nothing will be sent.");
        return office.SendAsync(letter, context.CancellationToken);
    }
}
