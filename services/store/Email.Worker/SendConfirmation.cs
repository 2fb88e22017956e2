using System.Text;
using MassTransit;
using Store.Contracts;
using Store.Contracts.Orders;

namespace Email.Worker;

/// <summary>Confirms an order to the customer.</summary>
public sealed class SendConfirmation(MailSender sender) : IConsumer<OrderCreated>
{
    /// <inheritdoc />
    public Task Consume(ConsumeContext<OrderCreated> context)
    {
        var order = context.Message;
        var template = new MailTemplate(
            "confirmation",
            order.OrderId,
            order.Customer.Email,
            $"Your order {order.OrderId}",
            Text(order));
        return sender.SendAsync(template, context.CancellationToken);
    }

    private static string Text(OrderCreated order)
    {
        var text = new StringBuilder($"thank you for your order {order.OrderId} of {order.PlacedAt.UtcDateTime:d MMMM yyyy}:\n\n");
        foreach (var line in order.Lines)
        {
            var name = line.Description.Length > 0 ? $"{line.Description} ({line.Sku})" : line.Sku;
            text.Append($"{line.Quantity,6} x {name}: {new Money(line.Amount(), order.Total.Currency)}\n");
        }

        return text.Append($"\nTotal: {order.Total}").ToString();
    }
}
