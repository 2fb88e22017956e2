using Microsoft.EntityFrameworkCore;
using System.Net;
using System.Text;
using Analytics.Worker;
using CsCheck;
using Email.Worker;
using Loyalty.Worker;
using MassTransit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MimeKit;
using Payment.Worker;
using Postgres.Testing;
using Profile.Worker;
using Stock.Worker;
using Store.Contracts.Payments;
using Store.Contracts.Stock;
using Store.Testing;
using Warehouse.Worker;
using Workers.Contracts;
using Workers.Hosting.Store;

namespace Store.Consumers.Tests;

/// <summary>Whatever validates is taken by every consumer: an event that is not, would be tried again and again, and count as an outage.</summary>
public abstract class ContractAcceptanceTests(DatabaseKind kind)
{
    /// <summary>Events that are tried with each consumer, valid or not.</summary>
    private const int Events = 500;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task ChargePayment_takes_it() => TakesAsync<PaymentDbContext, Store.Contracts.Orders.OrderCreated>(
        Contracts.Order, db => new ChargePayment(db, Gateway(), Refunds(db), TimeProvider.System));

    [Fact]
    public Task RefundPayment_takes_it() => TakesAsync<PaymentDbContext, Store.Contracts.Orders.OrderReturned>(
        Contracts.Return, db => new RefundPayment(db, Refunds(db), TimeProvider.System));

    [Fact]
    public Task ReserveStock_takes_it() => TakesAsync<StockDbContext, Store.Contracts.Orders.OrderCreated>(
        Contracts.Order, db => new ReserveStock(db, Room(db)));

    [Fact]
    public Task PutBackStock_takes_it() => TakesAsync<StockDbContext, Store.Contracts.Orders.OrderReturned>(
        Contracts.Return, db => new PutBackStock(db, Room(db)));

    [Fact]
    public Task ReleaseStock_takes_it() => TakesAsync<StockDbContext, PaymentDeclined>(
        Contracts.Declined, db => new ReleaseStock(db, Room(db)));

    [Fact]
    public Task IssuePickList_takes_it() => TakesAsync<WarehouseDbContext, Store.Contracts.Orders.OrderCreated>(
        Contracts.Order, db => new IssuePickList(db, TimeProvider.System));

    [Fact]
    public Task HoldUnpaid_takes_it() => TakesAsync<WarehouseDbContext, PaymentDeclined>(
        Contracts.Declined, db => new HoldUnpaid(db, TimeProvider.System));

    [Fact]
    public Task HoldUnfilled_takes_it() => TakesAsync<WarehouseDbContext, StockShort>(
        Contracts.Short, db => new HoldUnfilled(db, TimeProvider.System));

    [Fact]
    public Task BookSale_takes_it() => TakesAsync<AnalyticsDbContext, Store.Contracts.Orders.OrderCreated>(Contracts.Order, db => new BookSale(db));

    [Fact]
    public Task BookReturn_takes_it() => TakesAsync<AnalyticsDbContext, Store.Contracts.Orders.OrderReturned>(Contracts.Return, db => new BookReturn(db));

    [Fact]
    public Task BookRegistration_takes_it() => TakesAsync<AnalyticsDbContext, Store.Contracts.Users.UserRegistered>(
        Contracts.User, db => new BookRegistration(db));

    [Fact]
    public Task GivePoints_takes_it() => TakesAsync<LoyaltyDbContext, Store.Contracts.Orders.OrderCreated>(Contracts.Order, db => new GivePoints(db));

    [Fact]
    public Task TakeBackPoints_takes_it() => TakesAsync<LoyaltyDbContext, Store.Contracts.Orders.OrderReturned>(
        Contracts.Return, db => new TakeBackPoints(db));

    [Fact]
    public Task CreateProfile_takes_it() => TakesAsync<ProfileDbContext, Store.Contracts.Users.UserRegistered>(
        Contracts.User, db => new CreateProfile(db, TimeProvider.System));

    [Fact]
    public Task SendConfirmation_takes_it() => TakesAsync<EmailDbContext, Store.Contracts.Orders.OrderCreated>(
        Contracts.Order, db => new SendConfirmation(Office(db)));

    [Fact]
    public Task SendPaymentDeclined_takes_it() => TakesAsync<EmailDbContext, PaymentDeclined>(
        Contracts.Declined, db => new SendPaymentDeclined(Office(db)));

    [Fact]
    public Task SendWelcome_takes_it() => TakesAsync<EmailDbContext, Store.Contracts.Users.UserRegistered>(
        Contracts.User, db => new SendWelcome(Office(db)));

    private async Task TakesAsync<TContext, TEvent>(Gen<TEvent> events, Func<TContext, IConsumer<TEvent>> consumer)
        where TContext : DbContext
        where TEvent : class, IValidatedEvent
    {
        using var database = new Database<TContext>(kind);
        var taken = 0;
        await events.SampleAsync(
            async message =>
            {
                if (message.Validate().Any())
                    return;

                await using var db = database.Open();
                var delivery = new Delivery<TEvent>(message);
                await consumer(db).Consume(delivery.Context);
                await db.CommitAsync(Token);

                // What it publishes has to be published: an event that breaks its rules is not.
                Assert.All(delivery.Published.OfType<IValidatedEvent>(), published => Assert.Empty(published.Validate()));
                Interlocked.Increment(ref taken);
            },
            iter: Events,
            threads: 1);

        // Or else nothing was tried.
        Assert.InRange(taken, Events / 10, Events);
    }

    private static RefundService Refunds(PaymentDbContext db) => new(db, Gateway(), TimeProvider.System, NullLogger<RefundService>.Instance);

    private static PaymentGateway Gateway() =>
        new(new HttpClient(new TakingGateway()) { BaseAddress = new Uri("http://gateway.example/") }, NullLogger<PaymentGateway>.Instance);

    private static StockRoom Room(StockDbContext db) =>
        new(db, new Shelves(db, Options.Create(new StockOptions { OpeningQuantity = 100 })), TimeProvider.System);

    private static MailSender Office(EmailDbContext db) =>
        new(db, new TakingCarrier(), Options.Create(new EmailOptions()), TimeProvider.System, NullLogger<MailSender>.Instance);

    private sealed class TakingGateway : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(
            new HttpResponseMessage(HttpStatusCode.Created) { Content = new StringContent("""{"id":"ref_1"}""", Encoding.UTF8, "application/json") });
    }

    /// <summary>Writes the mail, as it goes over the wire.</summary>
    private sealed class TakingCarrier : IMailTransport
    {
        public async Task<bool> SendAsync(MimeMessage message, string name, CancellationToken cancellationToken)
        {
            await message.WriteToAsync(Stream.Null, cancellationToken);
            return true;
        }
    }
}

public sealed class ContractAcceptanceTestsOnSqlite() : ContractAcceptanceTests(DatabaseKind.Sqlite);

public sealed class ContractAcceptanceTestsOnPostgres() : ContractAcceptanceTests(DatabaseKind.Postgres);
