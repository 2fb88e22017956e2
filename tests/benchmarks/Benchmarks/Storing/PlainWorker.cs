using Benchmarks.Stand;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting;
using Workers.Hosting.Store;

namespace Benchmarks.Storing;

/// <summary>
/// Books with a database of its own and nothing else: a copy of an event is booked again, and a crash after the commit loses the event
/// that was to be published. The database is set up as the store's is; on SQLite one writes at a time, so that none has to poll.
/// </summary>
/// <param name="publishes">Whether it publishes an event after each row.</param>
/// <param name="writers">How many write at a time.</param>
internal sealed class PlainWorker(bool publishes, int writers) : BookingWorker
{
    protected override void Configure(WorkerBuilder worker)
    {
        worker.Services.AddSingleton(new Writers(new SemaphoreSlim(writers)));
        worker.Services.AddDbContextPool<PlainDbContext>(options =>
        {
            var connectionString = worker.Configuration.GetConnectionString("Store")!;
            new StoreBuilder().UseSqlite().UsePostgreSql().Choose(connectionString).Configure(options, connectionString);
        });
        if (publishes)
            worker.AddConsumer<BookAndTell>();
        else
            worker.AddConsumer<Book>();
    }

    protected override async Task PrepareAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        // As long as one connection to a SQLite file is open, its write-ahead log need not be folded in.
        var db = services.GetRequiredService<PlainDbContext>();
        await db.Database.EnsureCreatedAsync(cancellationToken);
        await db.Database.OpenConnectionAsync(cancellationToken);
    }

    internal sealed record Writers(SemaphoreSlim Gate);

    private class Book(PlainDbContext db, Writers writers) : IConsumer<BenchmarkOrder>
    {
        public virtual async Task Consume(ConsumeContext<BenchmarkOrder> context)
        {
            db.Bookings.Add(Booking.Of(context.Message));
            await writers.Gate.WaitAsync(context.CancellationToken);
            try
            {
                await db.SaveChangesAsync(context.CancellationToken);
            }
            finally
            {
                writers.Gate.Release();
            }
        }
    }

    private sealed class BookAndTell(PlainDbContext db, Writers writers) : Book(db, writers)
    {
        public override async Task Consume(ConsumeContext<BenchmarkOrder> context)
        {
            await base.Consume(context);
            await context.Publish(new OrderBooked(context.Message.OrderId, context.Message.Total), context.CancellationToken);
        }
    }
}
