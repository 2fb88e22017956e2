using MassTransit;
using Microsoft.EntityFrameworkCore;
using Postgres.Testing;
using Store.Contracts;
using Store.Testing;

namespace Loyalty.Worker.Tests;

public abstract class PointsTests(DatabaseKind kind) : IDisposable
{
    private readonly Database<LoyaltyDbContext> _database = new(kind);

    public void Dispose() => _database.Dispose();

    [Fact]
    public void The_migrations_make_the_tables_of_the_model()
    {
        var (migrated, ofModel) = _database.Compare();

        Assert.Equal(ofModel, migrated);
    }

    [Fact]
    public async Task An_order_gives_a_point_for_each_whole_unit()
    {
        await OrderAsync("o1", 12.99m);

        Assert.Equal(12, await BalanceAsync("c1"));
    }

    [Fact]
    public async Task A_return_takes_them_back()
    {
        await OrderAsync("o1", 12.99m);
        await ReturnAsync("r1", 5.50m);

        Assert.Equal(7, await BalanceAsync("c1"));
    }

    [Fact]
    public async Task A_return_that_overtakes_its_order_comes_to_the_same()
    {
        await ReturnAsync("r1", 5.50m);
        await OrderAsync("o1", 12.99m);

        Assert.Equal(7, await BalanceAsync("c1"));
    }

    [Fact]
    public async Task An_order_delivered_twice_gives_points_once()
    {
        await OrderAsync("o1", 10m);
        await OrderAsync("o1", 10m);

        Assert.Equal(10, await BalanceAsync("c1"));
    }

    [Fact]
    public async Task Two_that_settle_the_same_order_at_once_collide()
    {
        await using var first = _database.Open();
        await new GivePoints(first).Consume(
            new Delivery<Store.Contracts.Orders.OrderCreated>(Some.Order("o1", Some.Goods("A", 1))).Context);
        await OrderAsync("o1", 10m);

        await Assert.ThrowsAsync<DbUpdateException>(() => first.SaveChangesAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_guest_is_known_by_his_address_however_he_writes_it() =>
        Assert.Equal(Account.Of(new Customer(Email: "ada@example.com")), Account.Of(new Customer(Email: " Ada@Example.com ")));

    [Fact]
    public void A_guest_s_address_is_not_kept() =>
        Assert.DoesNotContain("ada", Account.Of(new Customer(Email: "ada@example.com")), StringComparison.Ordinal);

    [Fact]
    public async Task Who_left_neither_number_nor_address_gets_none()
    {
        await DeliverAsync(db => new GivePoints(db), Some.Order("o1", Some.Goods("A", 1, 10m)) with { Customer = new Customer() });

        await using var db = _database.Open();
        Assert.Empty(db.Entries);
    }

    private Task OrderAsync(string orderId, decimal total) =>
        DeliverAsync(db => new GivePoints(db), Some.Order(orderId, Some.Goods("A", 1, total)));

    private Task ReturnAsync(string returnId, decimal refund) =>
        DeliverAsync(db => new TakeBackPoints(db), Some.Return(returnId, "o1", Some.Goods("A", 1, refund)));

    private async Task<long> BalanceAsync(string account)
    {
        await using var db = _database.Open();
        return await db.Entries.Where(entry => entry.Account == account).SumAsync(
            entry => entry.Points, TestContext.Current.CancellationToken);
    }

    private async Task DeliverAsync<T>(Func<LoyaltyDbContext, IConsumer<T>> consumer, T message)
        where T : class
    {
        await using var db = _database.Open();
        await consumer(db).Consume(new Delivery<T>(message).Context);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
    }
}

public sealed class PointsTestsOnSqlite() : PointsTests(DatabaseKind.Sqlite);

public sealed class PointsTestsOnPostgres() : PointsTests(DatabaseKind.Postgres);
