using MassTransit;
using Store.Contracts.Users;

namespace Analytics.Worker;

/// <summary>Books a registration on its day.</summary>
public sealed class BookRegistration(AnalyticsDbContext db) : IConsumer<UserRegistered>
{
    /// <inheritdoc />
    public Task Consume(ConsumeContext<UserRegistered> context)
    {
        var user = context.Message;
        var entry = new Entry
        {
            Subject = user.UserId,
            Kind = Entry.Registration,
            Day = DateOnly.FromDateTime(user.RegisteredAt.UtcDateTime),
        };
        return db.BookAsync(entry, context.CancellationToken);
    }
}
