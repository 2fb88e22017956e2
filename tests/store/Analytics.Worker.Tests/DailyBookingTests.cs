using System.Text.Json;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Postgres.Testing;
using Store.Contracts;
using Store.Testing;

namespace Analytics.Worker.Tests;

public abstract class DailyBookingTests(DatabaseKind kind) : IDisposable
{
    private static readonly DateOnly Day = DateOnly.FromDateTime(Some.Moment.UtcDateTime);

    private readonly Database<AnalyticsDbContext> _database = new(kind);

    public void Dispose() => _database.Dispose();

    [Fact]
    public void The_migrations_make_the_tables_of_the_model()
    {
        var (migrated, ofModel) = _database.Compare();

        Assert.Equal(ofModel, migrated);
    }

    [Fact]
    public async Task Every_line_counts_and_returns_count_negative()
    {
        await SellAsync("o1");
        await DeliverAsync(db => new BookReturn(db), Some.Return("r1", "o1", Some.Goods("A", 1, 2.55m)));

        Assert.Equal(new DailySales(1, 1, 3, 9.10m, "GBP"), await SalesAsync(Day));
    }

    [Fact]
    public async Task What_is_booked_is_not_booked_again()
    {
        await SellAsync("o1");
        await SellAsync("o1");

        Assert.Equal(1, (await SalesAsync(Day)).Orders);
    }

    [Fact]
    public async Task Two_that_book_the_same_order_at_once_collide()
    {
        await using var first = _database.Open();
        await new BookSale(first).Consume(new Delivery<Store.Contracts.Orders.OrderCreated>(Some.Order("o1", Some.Goods("A", 1))).Context);
        await SellAsync("o1");

        await Assert.ThrowsAsync<DbUpdateException>(() => first.SaveChangesAsync(Token));
    }

    [Fact]
    public async Task An_order_and_a_return_with_the_same_number_are_two_things()
    {
        await SellAsync("1");
        await DeliverAsync(db => new BookReturn(db), Some.Return("1", orderId: null, Some.Goods("A", 1)));

        Assert.Equal((1, 1), (await SalesAsync(Day) is var sales ? sales.Orders : 0, sales.Returns));
    }

    [Fact]
    public async Task The_day_is_that_of_UTC()
    {
        var lateInNewYork = new DateTimeOffset(2026, 3, 13, 22, 0, 0, TimeSpan.FromHours(-5));
        await DeliverAsync(db => new BookSale(db), Some.Order("o1", Some.Goods("A", 1)) with { PlacedAt = lateInNewYork });

        Assert.Equal(1, (await SalesAsync(new DateOnly(2026, 3, 14))).Orders);
    }

    [Fact]
    public async Task Currencies_are_kept_apart()
    {
        await SellAsync("o1");
        await DeliverAsync(db => new BookSale(db), Some.Order("o2", Some.Goods("A", 1, 5m)) with { Total = new Money(5m, "EUR") });

        Assert.Equal(new DailySales(1, 0, 1, 5m, "EUR"), await SalesAsync(Day, "EUR"));
    }

    [Fact]
    public async Task A_day_without_sales_has_a_revenue_of_nothing_with_two_decimals() =>
        Assert.Equal(
            """{"orders":0,"returns":0,"units":0,"revenue":0.00,"currency":"GBP"}""",
            JsonSerializer.Serialize(await SalesAsync(Day), JsonSerializerOptions.Web));

    [Fact]
    public async Task Registrations_are_no_sales()
    {
        await DeliverAsync(db => new BookRegistration(db), Some.User("u1"));
        await DeliverAsync(db => new BookRegistration(db), Some.User("u1"));

        await using var db = _database.Open();
        Assert.Equal([Entry.Registration], await db.Entries.Select(entry => entry.Kind).ToListAsync(Token));
        Assert.Equal(0, (await SalesAsync(Day)).Orders);
    }

    [Fact]
    public async Task A_day_can_be_asked_for()
    {
        await SellAsync("o1");
        await DeliverAsync(db => new BookRegistration(db), Some.User("u1"));

        var (_, sales) = await _database.AskAsync(AnalyticsEndpoints.Map, "/sales/2026-03-14", Token);
        var (_, registrations) = await _database.AskAsync(AnalyticsEndpoints.Map, "/registrations/2026-03-14", Token);

        Assert.Equal("""{"orders":1,"returns":0,"units":4,"revenue":11.65,"currency":"GBP"}""", sales.GetRawText());
        Assert.Equal(1, registrations.GetProperty("registrations").GetInt32());
    }

    [Theory, InlineData("/sales/yesterday"), InlineData("/sales/2026-02-30"), InlineData("/sales/2026-3-1"), InlineData("/registrations/x"),
     InlineData("/sales/2026-03-14?currency=pound")]
    public async Task A_bad_question_is_refused(string path)
    {
        var (status, problem) = await _database.AskAsync(AnalyticsEndpoints.Map, path, Token);

        Assert.Equal(System.Net.HttpStatusCode.BadRequest, status);
        Assert.True(problem.TryGetProperty("errors", out _));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Task SellAsync(string orderId) =>
        DeliverAsync(db => new BookSale(db), Some.Order(orderId, Some.Goods("A", 3, 2.55m), Some.Postage(4.00m)));

    private async Task DeliverAsync<T>(Func<AnalyticsDbContext, IConsumer<T>> consumer, T message)
        where T : class
    {
        await using var db = _database.Open();
        await consumer(db).Consume(new Delivery<T>(message).Context);
        await db.SaveChangesAsync(Token);
    }

    private async Task<DailySales> SalesAsync(DateOnly day, string currency = "GBP")
    {
        await using var db = _database.Open();
        return await DailySales.OfAsync(db, day, currency, Token);
    }
}

public sealed class DailyBookingTestsOnSqlite() : DailyBookingTests(DatabaseKind.Sqlite);

public sealed class DailyBookingTestsOnPostgres() : DailyBookingTests(DatabaseKind.Postgres);
