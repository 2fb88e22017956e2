using MassTransit;
using Store.Contracts.Payments;

namespace Email.Worker;

/// <summary>Mails the customer that the payment was declined.</summary>
public sealed class SendPaymentDeclined(MailSender sender) : IConsumer<PaymentDeclined>
{
    private const int LongestCode = 40;

    /// <inheritdoc />
    public Task Consume(ConsumeContext<PaymentDeclined> context)
    {
        var declined = context.Message;
        var template = new MailTemplate(
            "payment-declined",
            declined.OrderId,
            declined.Customer.Email,
            $"Your payment for order {declined.OrderId}",
            $"the payment of {declined.Amount} for your order {declined.OrderId} was declined{Reason(declined.Reason)}. " +
            "Nothing was charged, and nothing will be sent.");
        return sender.SendAsync(template, context.CancellationToken);
    }

    // Shown only if it is a code such as insufficient_funds: other text is not trusted.
    private static string Reason(string code) =>
        code.Length is > 0 and <= LongestCode && code.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '_')
            ? $" ({code.Replace('_', ' ')})"
            : "";
}
