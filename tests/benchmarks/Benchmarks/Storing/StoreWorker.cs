using Benchmarks.Stand;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting;

namespace Benchmarks.Storing;

/// <summary>Books with inbox and outbox.</summary>
/// <param name="publishes">Whether it publishes an event with each row.</param>
internal sealed class StoreWorker(bool publishes) : BookingWorker
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    protected override void Configure(WorkerBuilder worker)
    {
        worker.AddStore<StoreDbContext>(store => store.UseSqlite().UsePostgreSql());
        if (publishes)
            worker.AddConsumer<BookAndTell>();
        else
            worker.AddConsumer<Book>();
    }

    protected override async Task WaitForEventsAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var db = services.GetRequiredService<StoreDbContext>();
        var waiting = db.Database.SqlQuery<int>($"SELECT 1 AS \"Value\" FROM \"Outbox\"");
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(Patience);
        while (await waiting.AnyAsync(late.Token))
            await Task.Delay(5, late.Token);
    }

    private sealed class Book(StoreDbContext db) : IConsumer<BenchmarkOrder>
    {
        public Task Consume(ConsumeContext<BenchmarkOrder> context)
        {
            db.Bookings.Add(Booking.Of(context.Message));
            return Task.CompletedTask;
        }
    }

    private sealed class BookAndTell(StoreDbContext db) : IConsumer<BenchmarkOrder>
    {
        public Task Consume(ConsumeContext<BenchmarkOrder> context)
        {
            db.Bookings.Add(Booking.Of(context.Message));
            return context.Publish(new OrderBooked(context.Message.OrderId, context.Message.Total), context.CancellationToken);
        }
    }
}
