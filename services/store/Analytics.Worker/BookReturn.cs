using MassTransit;
using Store.Contracts.Orders;

namespace Analytics.Worker;

/// <summary>Books a return, with its sign, on the day it was accepted.</summary>
public sealed class BookReturn(AnalyticsDbContext db) : IConsumer<OrderReturned>
{
    /// <inheritdoc />
    public Task Consume(ConsumeContext<OrderReturned> context)
    {
        var returned = context.Message;
        var entry = new Entry
        {
            Subject = returned.ReturnId,
            Kind = Entry.Return,
            Day = DateOnly.FromDateTime(returned.ReturnedAt.UtcDateTime),
            Currency = returned.Refund.Currency,
            Units = -returned.Lines.Sum(line => (long)line.Quantity),
            Revenue = -returned.Refund.Amount,
        };
        return db.BookAsync(entry, context.CancellationToken);
    }
}
