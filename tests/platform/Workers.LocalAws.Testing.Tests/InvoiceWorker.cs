using MassTransit;
using Microsoft.AspNetCore.Builder;
using Workers.Contracts;
using Workers.Hosting;

namespace Workers.LocalAws.Testing.Tests;

[Event("billing", "InvoiceSent")]
public sealed record InvoiceSent(string Number, decimal Amount);

[Event("payments", "PaymentRequested")]
public sealed record PaymentRequested(string Number, decimal Amount);

/// <summary>Requests the payment of each invoice; an invoice without an amount fails.</summary>
public sealed class RequestPayment : IConsumer<InvoiceSent>
{
    public Task Consume(ConsumeContext<InvoiceSent> context)
    {
        var (number, amount) = context.Message;
        return amount > 0
            ? context.Publish(new PaymentRequested(number, amount))
            : throw new InvalidOperationException($"{number} has no amount.");
    }
}

/// <summary>A worker as a user of the package writes one.</summary>
internal static class InvoiceWorker
{
    public const string Subscription = "subscription.json";

    public static void Configure(WorkerBuilder worker) => worker.AddConsumer<RequestPayment>();

    public static Task<WebApplication> StartAsync(LocalAwsFixture aws) => aws.StartWorkerAsync(
        Configure, settings: ["--LogLevel", "Fatal"], cancellationToken: TestContext.Current.CancellationToken);
}
