using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using Postgres.Testing;
using Store.Contracts.Orders;
using Store.Contracts.Payments;
using Store.Contracts.Stock;
using Store.Testing;

namespace Warehouse.Worker.Tests;

public abstract class PickListTests(DatabaseKind kind) : IDisposable
{
    private readonly Database<WarehouseDbContext> _database = new(kind);
    private readonly FakeTimeProvider _clock = new(Some.Moment);

    public void Dispose() => _database.Dispose();

    [Fact]
    public void The_migrations_make_the_tables_of_the_model()
    {
        var (migrated, ofModel) = _database.Compare();

        Assert.Equal(ofModel, migrated);
    }

    [Fact]
    public async Task A_pick_list_holds_the_goods_a_unit_once()
    {
        await OrderAsync("o1", Some.Goods("B", 1), Some.Goods("A", 2), Some.Goods("B", 3), Some.Postage(5m));

        var list = await ListAsync("o1");
        Assert.Equal(PickList.Open, list.Status);
        Assert.Equal([("A", 2), ("B", 4)], list.Lines.OrderBy(line => line.Sku).Select(line => (line.Sku, line.Quantity)));
        Assert.Equal(["pick-list-issued"], await JournalAsync());
    }

    [Fact]
    public async Task A_second_event_for_the_order_changes_nothing()
    {
        await OrderAsync("o1", Some.Goods("A", 1));
        await OrderAsync("o1", Some.Goods("A", 1));

        Assert.Single((await ListAsync("o1")).Lines);
        Assert.Equal(["pick-list-issued"], await JournalAsync());
    }

    [Fact]
    public async Task An_order_without_goods_has_nothing_to_pick()
    {
        await OrderAsync("o1", Some.Postage(5m));

        Assert.Equal(PickList.Empty, (await ListAsync("o1")).Status);
        Assert.Empty(await JournalAsync());
    }

    [Fact]
    public async Task A_declined_payment_holds_the_list()
    {
        await OrderAsync("o1", Some.Goods("A", 1));
        await DeclineAsync("o1");

        var list = await ListAsync("o1");
        Assert.Equal((PickList.Held, "payment declined: insufficient_funds"), (list.Status, list.HoldReason));
    }

    [Fact]
    public async Task A_shortage_holds_the_list_and_the_first_hold_stays()
    {
        await OrderAsync("o1", Some.Goods("A", 1));
        await ShortAsync("o1");
        await DeclineAsync("o1");

        Assert.Equal("stock short", (await ListAsync("o1")).HoldReason);
        Assert.Equal(["pick-list-issued", "held"], await JournalAsync());
    }

    [Fact]
    public async Task A_hold_that_comes_first_keeps_the_list_from_being_picked()
    {
        await DeclineAsync("o1");
        await OrderAsync("o1", Some.Goods("A", 1), Some.Goods("B", 2));

        var list = await ListAsync("o1");
        Assert.Equal(PickList.Held, list.Status);
        Assert.Equal(2, list.Lines.Count);
        Assert.Equal(["held"], await JournalAsync());
    }

    [Fact]
    public async Task An_order_and_a_hold_that_meet_do_not_miss_each_other()
    {
        await using var ordering = _database.Open();
        await new IssuePickList(ordering, _clock).Consume(new Delivery<OrderCreated>(Some.Order("o1", Some.Goods("A", 1))).Context);
        await DeclineAsync("o1");

        await Assert.ThrowsAsync<DbUpdateException>(() => ordering.SaveChangesAsync(Token));
    }

    [Fact]
    public async Task Pick_lists_can_be_asked_for()
    {
        await OrderAsync("o1", Some.Goods("A", 1), Some.Goods("B", 1));
        await DeclineAsync("o2");

        var (_, one) = await _database.AskAsync(WarehouseEndpoints.Map, "/picklists/o1", Token);
        var (_, open) = await _database.AskAsync(WarehouseEndpoints.Map, "/picklists?status=open", Token);
        var (_, all) = await _database.AskAsync(WarehouseEndpoints.Map, "/picklists", Token);
        var (bad, _) = await _database.AskAsync(WarehouseEndpoints.Map, "/picklists?status=lost", Token);

        Assert.Equal(2, one.GetProperty("lines").GetArrayLength());
        Assert.Equal(2, Assert.Single(open.EnumerateArray()).GetProperty("lines").GetInt32());
        Assert.Equal(2, all.GetArrayLength());
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, bad);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Task OrderAsync(string orderId, params OrderLine[] lines) =>
        DeliverAsync(db => new IssuePickList(db, _clock), Some.Order(orderId, lines));

    private Task DeclineAsync(string orderId) => DeliverAsync<PaymentDeclined>(db => new HoldUnpaid(db, _clock), Some.Declined(orderId));

    private Task ShortAsync(string orderId) => DeliverAsync(
        db => new HoldUnfilled(db, _clock),
        new StockShort { OrderId = orderId, Missing = [new StockQuantity("A", 1)], FoundAt = Some.Moment });

    private async Task DeliverAsync<T>(Func<WarehouseDbContext, IConsumer<T>> consumer, T message)
        where T : class
    {
        await using var db = _database.Open();
        await consumer(db).Consume(new Delivery<T>(message).Context);
        await db.SaveChangesAsync(Token);
    }

    private async Task<PickList> ListAsync(string orderId)
    {
        await using var db = _database.Open();
        return await db.PickLists.SingleAsync(list => list.OrderId == orderId, Token);
    }

    private async Task<List<string>> JournalAsync()
    {
        await using var db = _database.Open();
        return await db.Journal.OrderBy(entry => entry.Id).Select(entry => entry.Kind).ToListAsync(Token);
    }
}

public sealed class PickListTestsOnSqlite() : PickListTests(DatabaseKind.Sqlite);

public sealed class PickListTestsOnPostgres() : PickListTests(DatabaseKind.Postgres);
