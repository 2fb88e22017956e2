using MassTransit;
using Store.Contracts.Orders;

namespace Analytics.Worker;

/// <summary>Books an order on the day it was placed.</summary>
public sealed class BookSale(AnalyticsDbContext db) : IConsumer<OrderCreated>
{
    /// <inheritdoc />
    public Task Consume(ConsumeContext<OrderCreated> context)
    {
        var order = context.Message;
        var entry = new Entry
        {
            Subject = order.OrderId,
            Kind = Entry.Sale,
            Day = DateOnly.FromDateTime(order.PlacedAt.UtcDateTime),
            Currency = order.Total.Currency,
            Units = order.Lines.Sum(line => (long)line.Quantity),
            Revenue = order.Total.Amount,
        };
        return db.BookAsync(entry, context.CancellationToken);
    }
}
