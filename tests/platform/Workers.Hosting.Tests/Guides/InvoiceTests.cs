using MassTransit;
using MassTransit.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Workers.LocalAws.Faults;
using Workers.LocalAws.Testing;

namespace Workers.Hosting.Tests.Guides;

/// <summary>The tests of the guide "Testing".</summary>
public sealed class InvoiceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_consumer_requests_the_payment_of_an_invoice()
    {
        await using var services = new ServiceCollection()
            .AddMassTransitTestHarness(bus => bus.AddConsumer<RequestPayment>())
            .BuildServiceProvider(validateScopes: true);
        var harness = await services.StartTestHarness();

        await harness.Bus.Publish(new InvoiceSent("i-1", 12.50m), Token);

        Assert.True(await harness.Published.Any<PaymentRequested>(request => request.Context.Message.Amount == 12.50m, Token));
    }

    [Fact]
    public async Task The_ledger_books_a_payment()
    {
        await using var aws = await LocalAwsFixture.StartAsync(cancellationToken: Token);
        var ledger = await aws.StartWorkerAsync(LedgerWorker.Configure, "Guides/ledger.json", cancellationToken: Token);

        await aws.PublishAsync(new PaymentRequested("i-1", 12.50m), Token);
        await aws.UntilIdleAsync(cancellationToken: Token);

        Assert.Equal(["i-1"], await BookingsAsync(ledger));
    }

    [Fact]
    public async Task A_copy_of_a_payment_is_not_booked_again()
    {
        await using var aws = await LocalAwsFixture.StartAsync(cancellationToken: Token);
        var ledger = await aws.StartWorkerAsync(LedgerWorker.Configure, "Guides/ledger.json", cancellationToken: Token);
        var detail = $$"""{ "metadata": { "eventId": "{{Guid.NewGuid()}}" }, "data": { "number": "i-1", "amount": 12.50 } }""";

        await aws.PublishPlainAsync("payments", "PaymentRequested", detail, Token);
        await aws.PublishPlainAsync("payments", "PaymentRequested", detail, Token);
        await aws.UntilIdleAsync(cancellationToken: Token);

        Assert.Equal(["i-1"], await BookingsAsync(ledger));
    }

    [Fact]
    public async Task An_invoice_without_an_amount_is_dead_lettered()
    {
        await using var aws = await LocalAwsFixture.StartAsync(cancellationToken: Token);
        await aws.StartWorkerAsync(InvoiceWorker.Configure, "Guides/invoices.json", ["--LogLevel", "Fatal"], cancellationToken: Token);

        await aws.PublishAsync(new InvoiceSent("i-1", 0), Token);
        await aws.UntilIdleAsync(cancellationToken: Token);

        var letter = Assert.Single(await aws.DeadLettersAsync("invoices", Token));
        Assert.Equal("i-1 has no amount.", letter.Attributes["ExceptionMessage"]);
    }

    [Fact]
    public async Task Each_invoice_is_booked_once_also_if_AWS_delivers_twice_and_fails()
    {
        await using var aws = await LocalAwsFixture.StartAsync(cancellationToken: Token);
        await aws.StartWorkerAsync(InvoiceWorker.Configure, "Guides/invoices.json", cancellationToken: Token);
        var ledger = await aws.StartWorkerAsync(LedgerWorker.Configure, "Guides/ledger.json", cancellationToken: Token);
        aws.Server.Faults = new FaultSettings { Duplicate = 0.3, FailedEntries = 0.1 };
        string[] numbers = [.. Enumerable.Range(100, 20).Select(number => $"i-{number}")];

        await Task.WhenAll(numbers.Select(number => aws.PublishAsync(new InvoiceSent(number, 12.50m), Token)));
        await aws.UntilIdleAsync(cancellationToken: Token);

        Assert.Equal(numbers, await BookingsAsync(ledger));
    }

    private static async Task<List<string>> BookingsAsync(WebApplication ledger)
    {
        await using var scope = ledger.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<LedgerDbContext>();
        return await db.Bookings.OrderBy(booking => booking.Number).Select(booking => booking.Number).ToListAsync(Token);
    }
}
