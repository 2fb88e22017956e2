using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Postgres.Testing;
using Store.Contracts.Orders;
using Store.Contracts.Stock;
using Store.Testing;

namespace Stock.Worker.Tests;

public abstract class StockTests(DatabaseKind kind) : IDisposable
{
    private readonly Database<StockDbContext> _database = new(kind);

    public void Dispose() => _database.Dispose();

    [Fact]
    public void The_migrations_make_the_tables_of_the_model()
    {
        var (migrated, ofModel) = _database.Compare();

        Assert.Equal(ofModel, migrated);
    }

    [Fact]
    public async Task All_goods_are_set_aside_a_unit_once()
    {
        var result = await ReserveAsync("o1", Some.Goods("B", 1), Some.Goods("A", 2), Some.Goods("B", 3), Some.Postage(5m));

        Assert.Equal([new StockQuantity("A", 2), new StockQuantity("B", 4)], result!.Reserved);
        Assert.Equal((8, 6), (await OnHandAsync("A"), await OnHandAsync("B")));
    }

    [Fact]
    public async Task When_one_unit_is_missing_nothing_is_set_aside()
    {
        await ReserveAsync("o1", Some.Goods("A", 4), Some.Goods("B", 4));

        var result = await ReserveAsync("o2", Some.Goods("A", 1), Some.Goods("B", 9), Some.Goods("C", 1), Some.Goods("D", 11));

        Assert.Empty(result!.Reserved);
        Assert.Equal([new StockQuantity("B", 3), new StockQuantity("D", 1)], result.Missing);
        Assert.Equal((6, 6, 10, 10), (await OnHandAsync("A"), await OnHandAsync("B"), await OnHandAsync("C"), await OnHandAsync("D")));
    }

    [Fact]
    public async Task A_shelf_can_be_emptied_but_not_below_nothing()
    {
        Assert.Empty((await ReserveAsync("o1", Some.Goods("A", 10)))!.Missing);
        Assert.Equal([new StockQuantity("A", 1)], (await ReserveAsync("o2", Some.Goods("A", 1)))!.Missing);
    }

    [Fact]
    public async Task A_second_event_for_the_order_changes_nothing()
    {
        await ReserveAsync("o1", Some.Goods("A", 2));

        Assert.Null(await ReserveAsync("o1", Some.Goods("A", 2)));
        Assert.Equal(8, await OnHandAsync("A"));
    }

    [Fact]
    public async Task An_order_without_goods_is_reserved_and_moves_nothing()
    {
        var result = await ReserveAsync("o1", Some.Postage(5m));

        Assert.Empty(result!.Reserved);
        Assert.Empty(result.Missing);
        Assert.Empty(await MovementsAsync());
    }

    [Fact]
    public async Task A_declined_payment_puts_everything_back_once()
    {
        await ReserveAsync("o1", Some.Goods("A", 2), Some.Goods("B", 1));
        await ReleaseAsync("o1");
        await ReleaseAsync("o1");

        Assert.Equal((10, 10), (await OnHandAsync("A"), await OnHandAsync("B")));
        Assert.Equal(["reserved", "reserved", "released", "released"], await MovementsAsync());
    }

    [Fact]
    public async Task A_decline_that_comes_first_keeps_the_order_from_being_reserved()
    {
        await ReleaseAsync("o1");

        Assert.Null(await ReserveAsync("o1", Some.Goods("A", 2)));
        Assert.Empty(await MovementsAsync());
    }

    [Fact]
    public async Task Returned_goods_go_back_once()
    {
        await ReserveAsync("o1", Some.Goods("A", 3));
        await ReturnAsync("r1", "o1", Some.Goods("A", 2));
        await ReturnAsync("r1", "o1", Some.Goods("A", 2));

        Assert.Equal(9, await OnHandAsync("A"));
    }

    [Fact]
    public async Task A_return_of_an_unknown_order_puts_goods_on_their_shelf()
    {
        await ReturnAsync("C1", orderId: null, Some.Goods("A", 2), Some.Postage(1m));

        Assert.Equal(12, await OnHandAsync("A"));
    }

    [Fact]
    public async Task A_return_that_overtakes_its_order_waits_for_it()
    {
        await ReturnAsync("r1", "o1", Some.Goods("A", 1));
        Assert.Empty(await MovementsAsync());

        await ReserveAsync("o1", Some.Goods("A", 3));

        Assert.Equal(8, await OnHandAsync("A"));
        Assert.Equal(["reserved", "returned"], await MovementsAsync());
    }

    [Fact]
    public async Task What_was_returned_is_not_released_again()
    {
        await ReserveAsync("o1", Some.Goods("A", 3));
        await ReturnAsync("r1", "o1", Some.Goods("A", 1));
        await ReleaseAsync("o1");

        Assert.Equal(10, await OnHandAsync("A"));
    }

    [Fact]
    public async Task A_return_of_goods_that_never_left_puts_nothing_back()
    {
        await ReserveAsync("o1", Some.Goods("A", 3));
        await ReleaseAsync("o1");
        await ReturnAsync("r1", "o1", Some.Goods("A", 3));
        await ReturnAsync("r2", "o2", Some.Goods("A", 3));
        await ReleaseAsync("o2");

        Assert.Equal(10, await OnHandAsync("A"));
    }

    [Fact]
    public async Task An_order_and_its_decline_that_meet_do_not_miss_each_other()
    {
        await using var first = _database.Open();
        await using var second = _database.Open();
        await Room(first).ReserveAsync(Some.Order("o1"), Token);
        await Room(second).ReleaseAsync("o1", Token);
        await first.SaveChangesAsync(Token);

        await Assert.ThrowsAsync<DbUpdateException>(() => second.SaveChangesAsync(Token));
    }

    [Fact]
    public async Task An_order_of_ten_thousand_lines_is_reserved()
    {
        var lines = Enumerable.Range(0, 10_000).Select(sku => Some.Goods($"S{sku % 4000}", 1)).ToArray();

        Assert.Equal(4000, (await ReserveAsync("o1", lines))!.Reserved.Count);
    }

    [Fact]
    public async Task Stock_and_reservations_can_be_asked_for()
    {
        await ReserveAsync("o1", Some.Goods("A", 2));

        var (_, shelf) = await _database.AskAsync(StockEndpoints.Map, "/stock/A", Token);
        var (_, reservation) = await _database.AskAsync(StockEndpoints.Map, "/reservations/o1", Token);
        var (unknown, _) = await _database.AskAsync(StockEndpoints.Map, "/stock/B", Token);

        Assert.Equal(8, shelf.GetProperty("onHand").GetInt64());
        Assert.Equal("reserved", reservation.GetProperty("status").GetString());
        Assert.Equal(-2, reservation.GetProperty("movements")[0].GetProperty("quantity").GetInt32());
        Assert.Equal(System.Net.HttpStatusCode.NotFound, unknown);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static StockRoom Room(StockDbContext db) => new(
        db, new Shelves(db, Options.Create(new StockOptions { OpeningQuantity = 10 })), new FakeTimeProvider(Some.Moment));

    private Task<ReservationResult?> ReserveAsync(string orderId, params OrderLine[] lines) =>
        InTransactionAsync(room => room.ReserveAsync(Some.Order(orderId, lines), Token));

    private Task<bool> ReleaseAsync(string orderId) => InTransactionAsync(async room =>
    {
        await room.ReleaseAsync(orderId, Token);
        return true;
    });

    private Task<bool> ReturnAsync(string returnId, string? orderId, params OrderLine[] lines) => InTransactionAsync(async room =>
    {
        await room.PutBackAsync(Some.Return(returnId, orderId, lines), Token);
        return true;
    });

    private async Task<TResult> InTransactionAsync<TResult>(Func<StockRoom, Task<TResult>> handle)
    {
        await using var db = _database.Open();
        await using var transaction = await db.Database.BeginTransactionAsync(Token);
        var result = await handle(Room(db));
        await db.SaveChangesAsync(Token);
        await transaction.CommitAsync(Token);
        return result;
    }

    private async Task<long> OnHandAsync(string sku)
    {
        await using var db = _database.Open();
        return (await db.Shelves.SingleAsync(shelf => shelf.Sku == sku, Token)).OnHand;
    }

    private async Task<List<string>> MovementsAsync()
    {
        await using var db = _database.Open();
        return await db.Movements.OrderBy(movement => movement.Id).Select(movement => movement.Kind).ToListAsync(Token);
    }
}

public sealed class StockTestsOnSqlite() : StockTests(DatabaseKind.Sqlite);

public sealed class StockTestsOnPostgres() : StockTests(DatabaseKind.Postgres);
