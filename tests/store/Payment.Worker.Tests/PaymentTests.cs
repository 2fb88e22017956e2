using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Postgres.Testing;
using Store.Contracts.Orders;
using Store.Contracts.Payments;
using Store.Testing;

namespace Payment.Worker.Tests;

public abstract class PaymentTests(DatabaseKind kind) : IDisposable
{
    private readonly Database<PaymentDbContext> _database = new(kind);
    private readonly FakeGateway _gateway = new();
    private readonly FakeTimeProvider _clock = new(Some.Moment);

    public void Dispose()
    {
        _database.Dispose();
        _gateway.Dispose();
    }

    [Fact]
    public void The_migrations_make_the_tables_of_the_model()
    {
        var (migrated, ofModel) = _database.Compare();

        Assert.Equal(ofModel, migrated);
    }

    [Fact]
    public async Task An_order_is_charged_and_the_charge_is_announced()
    {
        var published = await DeliverAsync(Some.Order("o1", Some.Goods("A", 2, 5m)));

        var charged = Assert.IsType<PaymentCharged>(Assert.Single(published));
        Assert.Equal(("o1", "ref_1", 10m), (charged.OrderId, charged.PaymentReference, charged.Amount.Amount));
        Assert.Equal(("/charges", "charge-o1"), (_gateway.Calls.Single().Path, _gateway.Calls.Single().Key));
    }

    [Fact]
    public async Task A_second_event_for_the_order_changes_nothing()
    {
        await DeliverAsync(Some.Order("o1", Some.Goods("A", 1)));

        Assert.Empty(await DeliverAsync(Some.Order("o1", Some.Goods("A", 1))));
        Assert.Single(_gateway.Calls);
        Assert.Equal(["charged"], await LedgerAsync());
    }

    [Fact]
    public async Task Nothing_to_pay_is_paid_without_a_call()
    {
        var published = await DeliverAsync(Some.Order("o1", Some.Goods("A", 1, 0m)));

        Assert.Equal("none", Assert.IsType<PaymentCharged>(Assert.Single(published)).PaymentReference);
        Assert.Empty(_gateway.Calls);
    }

    [Fact]
    public async Task A_decline_is_announced_with_its_reason()
    {
        _gateway.Status = HttpStatusCode.PaymentRequired;

        var declined = Assert.IsType<PaymentDeclined>(Assert.Single(await DeliverAsync(Some.Order("o1", Some.Goods("A", 1)))));

        Assert.Equal("insufficient_funds", declined.Reason);
        Assert.Equal(Some.Customer, declined.Customer);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.Conflict)]
    [InlineData(HttpStatusCode.UnprocessableEntity)]
    public async Task A_charge_that_the_gateway_rejects_is_declined(HttpStatusCode status)
    {
        _gateway.Status = status;

        var declined = Assert.IsType<PaymentDeclined>(Assert.Single(await DeliverAsync(Some.Order("o1", Some.Goods("A", 1)))));

        Assert.Equal("rejected", declined.Reason);
        Assert.Equal(["declined"], await LedgerAsync());
    }

    [Theory]
    [InlineData(HttpStatusCode.PaymentRequired)]
    [InlineData(HttpStatusCode.BadRequest)]
    public async Task A_refund_that_the_gateway_refuses_is_kept_as_refused(HttpStatusCode status)
    {
        await DeliverAsync(Some.Order("o1", Some.Goods("A", 1)));
        _gateway.Status = status;

        Assert.Empty(await DeliverAsync(Some.Return("r1", "o1", Some.Goods("A", 1))));

        Assert.Equal(["charged", "refused"], await LedgerAsync());
    }

    [Theory]
    [InlineData(HttpStatusCode.PaymentRequired)]
    [InlineData(HttpStatusCode.BadRequest)]
    public async Task A_charge_stands_though_the_refund_that_waited_for_it_is_refused(HttpStatusCode status)
    {
        await DeliverAsync(Some.Return("r1", "o1", Some.Goods("A", 1)));
        _gateway.StatusOf = path => path == "/refunds" ? status : HttpStatusCode.Created;

        Assert.IsType<PaymentCharged>(Assert.Single(await DeliverAsync(Some.Order("o1", Some.Goods("A", 1)))));

        Assert.Equal(["charged", "refused"], await LedgerAsync());
    }

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.RequestTimeout)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    public async Task A_gateway_that_does_not_decide_is_an_error_and_leaves_nothing_behind(HttpStatusCode status)
    {
        _gateway.Status = status;

        await Assert.ThrowsAsync<HttpRequestException>(() => DeliverAsync(Some.Order("o1", Some.Goods("A", 1))));

        Assert.Empty(await LedgerAsync());
    }

    [Fact]
    public async Task An_id_that_no_header_can_carry_still_has_a_key_of_its_own()
    {
        await DeliverAsync(Some.Order("ö\n1", Some.Goods("A", 1)));

        Assert.Matches("^charge-sha256-[0-9a-f]{64}$", _gateway.Calls.Single().Key);
    }

    [Fact]
    public async Task A_return_of_a_paid_order_is_paid_back_once()
    {
        await DeliverAsync(Some.Order("o1", Some.Goods("A", 2)));

        var refunded = Assert.IsType<PaymentRefunded>(Assert.Single(await DeliverAsync(Some.Return("r1", "o1", Some.Goods("A", 1)))));
        Assert.Empty(await DeliverAsync(Some.Return("r1", "o1", Some.Goods("A", 1))));

        Assert.Equal(("r1", 10m), (refunded.ReturnId, refunded.Amount.Amount));
        var call = Assert.Single(_gateway.Calls, call => call.Path == "/refunds");
        Assert.Equal(("refund-r1", "ref_1"), (call.Key, call.Body.GetProperty("charge").GetString()));
    }

    [Fact]
    public async Task A_return_that_overtakes_its_order_waits_for_the_charge()
    {
        Assert.Empty(await DeliverAsync(Some.Return("r1", "o1", Some.Goods("A", 1))));
        Assert.Empty(_gateway.Calls);

        var published = await DeliverAsync(Some.Order("o1", Some.Goods("A", 2)));

        Assert.Equal([typeof(PaymentCharged), typeof(PaymentRefunded)], published.Select(message => message.GetType()));
        Assert.Equal(["charged", "refunded"], await LedgerAsync());
    }

    [Fact]
    public async Task Two_returns_that_overtake_their_order_are_both_paid_back()
    {
        await DeliverAsync(Some.Return("r1", "o1", Some.Goods("A", 1)));
        await DeliverAsync(Some.Return("r2", "o1", Some.Goods("A", 1)));

        var published = await DeliverAsync(Some.Order("o1", Some.Goods("A", 2)));

        Assert.Equal(2, published.OfType<PaymentRefunded>().Count());
    }

    [Fact]
    public async Task A_return_of_a_declined_order_is_dropped_whichever_comes_first()
    {
        _gateway.Status = HttpStatusCode.PaymentRequired;
        await DeliverAsync(Some.Return("r1", "o1", Some.Goods("A", 1)));
        await DeliverAsync(Some.Order("o1", Some.Goods("A", 2)));
        await DeliverAsync(Some.Return("r2", "o1", Some.Goods("A", 1)));

        await using var db = _database.Open();
        Assert.Equal([Refund.Dropped, Refund.Dropped], await db.Refunds.Select(refund => refund.Status).ToListAsync(Token));
        Assert.Equal(["declined"], await LedgerAsync());
    }

    [Fact]
    public async Task A_return_without_an_order_is_a_credit()
    {
        Assert.IsType<PaymentRefunded>(Assert.Single(await DeliverAsync(Some.Return("C1", orderId: null, Some.Goods("A", 1)))));

        Assert.Equal("C1", Assert.Single(_gateway.Calls).Body.GetProperty("reference").GetString());
    }

    [Fact]
    public async Task Nothing_to_pay_back_is_paid_back_without_a_call()
    {
        var published = await DeliverAsync(Some.Return("C1", orderId: null, Some.Goods("A", 1, 0m)));

        var refunded = Assert.IsType<PaymentRefunded>(Assert.Single(published));
        Assert.Equal("none", refunded.RefundReference);
        Assert.Empty(_gateway.Calls);
    }

    [Fact]
    public async Task A_charge_and_a_return_that_meet_do_not_miss_each_other()
    {
        await using var charging = _database.Open();
        await Charge(charging).Consume(new Delivery<OrderCreated>(Some.Order("o1", Some.Goods("A", 2))).Context);
        await DeliverAsync(Some.Return("r1", "o1", Some.Goods("A", 1)));

        await Assert.ThrowsAsync<DbUpdateException>(() => charging.SaveChangesAsync(Token));
        var again = await DeliverAsync(Some.Order("o1", Some.Goods("A", 2)));

        Assert.Single(again.OfType<PaymentRefunded>());
        Assert.Equal(["charge-o1", "charge-o1"], _gateway.Calls.Where(call => call.Path == "/charges").Select(call => call.Key));
    }

    [Fact]
    public async Task A_second_return_that_comes_while_the_order_is_charged_makes_the_charge_start_over()
    {
        await DeliverAsync(Some.Return("r1", "o1", Some.Goods("A", 1)));
        await using var charging = _database.Open();
        await Charge(charging).Consume(new Delivery<OrderCreated>(Some.Order("o1", Some.Goods("A", 2))).Context);
        await DeliverAsync(Some.Return("r2", "o1", Some.Goods("A", 1)));

        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => charging.SaveChangesAsync(Token));
    }

    [Fact]
    public async Task A_payment_can_be_asked_for()
    {
        await DeliverAsync(Some.Order("o1", Some.Goods("A", 2)));
        await DeliverAsync(Some.Return("r1", "o1", Some.Goods("A", 1)));

        var (_, one) = await _database.AskAsync(PaymentEndpoints.Map, "/payments/o1", Token);
        var (_, latest) = await _database.AskAsync(PaymentEndpoints.Map, "/payments?take=5", Token);
        var (unknown, _) = await _database.AskAsync(PaymentEndpoints.Map, "/payments/o2", Token);

        Assert.Equal("refunded", one.GetProperty("refunds")[0].GetProperty("status").GetString());
        Assert.Equal("charged", Assert.Single(latest.EnumerateArray()).GetProperty("status").GetString());
        Assert.Equal(HttpStatusCode.NotFound, unknown);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ChargePayment Charge(PaymentDbContext db)
    {
        var gateway = _gateway.Client();
        return new ChargePayment(db, gateway, new RefundService(db, gateway, _clock, NullLogger<RefundService>.Instance), _clock);
    }

    private async Task<List<object>> DeliverAsync(OrderCreated order)
    {
        await using var db = _database.Open();
        var delivery = new Delivery<OrderCreated>(order);
        await Charge(db).Consume(delivery.Context);
        await db.SaveChangesAsync(Token);
        return delivery.Published;
    }

    private async Task<List<object>> DeliverAsync(OrderReturned returned)
    {
        await using var db = _database.Open();
        var delivery = new Delivery<OrderReturned>(returned);
        await new RefundPayment(db, new RefundService(db, _gateway.Client(), _clock, NullLogger<RefundService>.Instance), _clock).Consume(delivery.Context);
        await db.SaveChangesAsync(Token);
        return delivery.Published;
    }

    private async Task<List<string>> LedgerAsync()
    {
        await using var db = _database.Open();
        return await db.Ledger.OrderBy(entry => entry.Id).Select(entry => entry.Kind).ToListAsync(Token);
    }
}

public sealed class PaymentTestsOnSqlite() : PaymentTests(DatabaseKind.Sqlite);

public sealed class PaymentTestsOnPostgres() : PaymentTests(DatabaseKind.Postgres);
