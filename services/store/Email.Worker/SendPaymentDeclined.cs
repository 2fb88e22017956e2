using MassTransit;
using Store.Contracts.Payments;

namespace Email.Worker;

/// <summary>Mails the customer that the payment was declined.</summary>
public sealed class SendPaymentDeclined(MailSender office) : IConsumer<PaymentDeclined>
{
    private const int LongestCode = 40;

    /// <inheritdoc />
    public Task Consume(ConsumeContext<PaymentDeclined> context)
    {
        var declined = context.Message;
        var letter = new MailTemplate(
            "payment-declined",
            declined.OrderId,
            declined.Customer.Email,
            $"Your payment for order {declined.OrderId}",
            $"the payment of {declined.Amount} for your order {declined.OrderId} was declined{Reason(declined.Reason)}. " +
            "Nothing was charged, and nothing will be sent.");
        return office.SendAsync(letter, context.CancellationToken);
    }

    // A code such as insufficient_funds; what is none may say anything.
    private static string Reason(string code) =>
        code.Length is > 0 and <= LongestCode && code.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_')
            ? $" ({code.Replace('_', ' ')})"
            : "";
}
