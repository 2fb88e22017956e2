using Microsoft.EntityFrameworkCore;
using Postgres.Testing;
using Workers.Hosting.Store;
using Workers.Hosting.Store.Migrations;
using Workers.Hosting.Tests.Store.EfMigrations;

namespace Workers.Hosting.Tests.Store;

public abstract class EfMigrationTests(DatabaseKind database) : ConsumerStoreTest<ShopDbContext>(new TestStore<ShopDbContext>(database))
{
    [Fact]
    public async Task Migrations_with_a_model_snapshot_are_the_only_ones() => await Store.UseAsync(async db =>
    {
        Assert.Equal(["20260101000000_InitialCreate"], await db.Database.GetAppliedMigrationsAsync(Token));
        await db.CheckModelAsync(Token);
    });

    [Fact]
    public async Task Inbox_and_outbox_may_be_in_a_schema()
    {
        var eventId = Guid.NewGuid();
        for (var copy = 0; copy < 2; copy++)
            await DeliverAsync(eventId);

        await Store.UseAsync(async db =>
        {
            Assert.Equal((1, 1, 1), (await db.Parcels.CountAsync(Token), await db.Inbox.CountAsync(Token), await db.Outbox.CountAsync(Token)));
            Assert.Single(await db.LeaseAsync(Store.Queue, 10, DateTimeOffset.UtcNow.AddHours(1).UtcTicks, Token));
        });
    }

    [Fact]
    public async Task A_time_with_an_offset_is_stored_in_UTC() => await Store.UseAsync(async db =>
    {
        var sentAt = new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.FromHours(2));
        db.Parcels.Add(new Parcel { SentAt = sentAt });
        await db.SaveChangesAsync(Token);
        db.ChangeTracker.Clear();

        var stored = (await db.Parcels.SingleAsync(Token)).SentAt;

        Assert.Equal((sentAt, TimeSpan.Zero), (stored, stored.Offset));
    });

    private async Task DeliverAsync(Guid eventId)
    {
        try
        {
            await RunAsync(eventId, async db =>
            {
                // Writes the inbox entry by itself, ahead of the rows.
                await db.BeginAsync(Token);
                db.Parcels.Add(new Parcel { SentAt = DateTimeOffset.UtcNow });
                db.AddEvent(Event());
            });
        }
        catch (EventDoneException)
        {
            // The second copy.
        }
    }
}

public sealed class EfMigrationTestsOnSqlite() : EfMigrationTests(DatabaseKind.Sqlite);

public sealed class EfMigrationTestsOnPostgres() : EfMigrationTests(DatabaseKind.Postgres);
