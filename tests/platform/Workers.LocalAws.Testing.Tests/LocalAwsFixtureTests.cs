using Amazon.SQS.Model;
using Microsoft.Extensions.Time.Testing;
using Workers.Hosting.Subscriptions;
using Workers.LocalAws.Faults;

namespace Workers.LocalAws.Testing.Tests;

public sealed class LocalAwsFixtureTests : IAsyncLifetime
{
    private LocalAwsFixture _aws = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _aws = await LocalAwsFixture.StartAsync(cancellationToken: Cancelled);

    public ValueTask DisposeAsync() => _aws.DisposeAsync();

    [Fact]
    public async Task A_published_contract_reaches_the_worker_and_its_event_the_bus()
    {
        await InvoiceWorker.StartAsync(_aws);

        await _aws.PublishAsync(new InvoiceSent("i-1", 12.50m), Cancelled);

        var request = await _aws.UntilPublishedAsync(published => published.DetailType == "PaymentRequested", cancellationToken: Cancelled);
        Assert.Equal(new PaymentRequested("i-1", 12.50m), request.Data<PaymentRequested>());
        await _aws.UntilDrainedAsync(cancellationToken: Cancelled);
        Assert.Equal(["InvoiceSent", "PaymentRequested"], (await _aws.PublishedAsync(Cancelled)).Select(one => one.DetailType));
    }

    [Fact]
    public async Task When_the_system_is_idle_every_reaction_has_happened()
    {
        await InvoiceWorker.StartAsync(_aws);

        await _aws.PublishAsync(ExampleEvent.Of<InvoiceSent>() with { Number = "i-6" }, Cancelled);
        await _aws.UntilIdleAsync(cancellationToken: Cancelled);

        Assert.Equal("i-6", (await _aws.PublishedAsync(Cancelled))[^1].Data<PaymentRequested>().Number);
    }

    [Fact]
    public async Task A_plain_event_reaches_the_worker()
    {
        await InvoiceWorker.StartAsync(_aws);

        var id = await _aws.PublishPlainAsync("billing", "InvoiceSent", """{ "number": "i-2", "amount": 7 }""", Cancelled);

        var published = await _aws.UntilPublishedAsync(one => one.Source == "payments", cancellationToken: Cancelled);
        Assert.Equal(7, published.Data<PaymentRequested>().Amount);
        Assert.Equal(id, (await _aws.PublishedAsync(Cancelled))[0].Id);
    }

    [Fact]
    public async Task An_event_that_PutEvents_refuses_is_reported_with_its_code() => Assert.StartsWith(
        "The event is not accepted: MalformedDetail",
        (await Assert.ThrowsAsync<ArgumentException>(() => _aws.PublishPlainAsync("billing", "InvoiceSent", "no JSON", Cancelled))).Message,
        StringComparison.Ordinal);

    [Fact]
    public async Task Dead_letters_are_read_with_their_reason_and_stay()
    {
        var subscription = SubscriptionFile.Read(InvoiceWorker.Subscription);
        await InvoiceWorker.StartAsync(_aws);

        await _aws.PublishAsync(new InvoiceSent("i-3", 0), Cancelled);
        await _aws.UntilDrainedAsync(cancellationToken: Cancelled);

        Assert.Contains("i-3 has no amount.", Assert.Single(await _aws.DeadLettersAsync(subscription, Cancelled)).Attributes["ExceptionMessage"], StringComparison.Ordinal);
        Assert.NotNull(Assert.Single(await _aws.DeadLettersAsync(subscription, Cancelled)).Reason);
    }

    [Fact]
    public async Task A_queue_that_is_not_drained_in_time_is_reported_with_its_counts()
    {
        await _aws.AddWorkerAsync(InvoiceWorker.Subscription, Cancelled);
        await _aws.PublishAsync(new InvoiceSent("i-4", 1), Cancelled);

        var error = await Assert.ThrowsAsync<TimeoutException>(() => _aws.UntilDrainedAsync(TimeSpan.Zero, Cancelled));

        Assert.Equal("Not drained within 0 s. Queue 'invoices': 1 visible, 0 in flight, 0 delayed; 0 in its dead-letter queue.", error.Message);
    }

    [Fact]
    public async Task An_event_that_is_not_published_in_time_is_reported_with_those_that_are()
    {
        await _aws.PublishAsync(new InvoiceSent("i-5", 1), Cancelled);

        var error = await Assert.ThrowsAsync<TimeoutException>(() => _aws.UntilPublishedAsync(_ => false, TimeSpan.Zero, Cancelled));

        Assert.Equal("The expected event was not published within 0 s. On the bus: billing/InvoiceSent.", error.Message);
    }

    [Fact]
    public async Task Under_faults_every_event_still_arrives()
    {
        await InvoiceWorker.StartAsync(_aws);

        // Of the publisher alone: a receive that is cut off hides its messages for their visibility timeout.
        _aws.Server.Faults = new FaultSettings { ServerError = 0.1, DropAfter = 0.1, Operations = ["events:PutEvents"], Seed = 1 };

        await Task.WhenAll(Enumerable.Range(1, 20).Select(number => _aws.PublishAsync(new InvoiceSent($"{number}", number), Cancelled)));
        _aws.Server.Faults = FaultSettings.None;

        await _aws.UntilDrainedAsync(cancellationToken: Cancelled);
        Assert.Equal(20, (await _aws.PublishedAsync(Cancelled)).Where(one => one.Source == "payments").Select(one => one.Data<PaymentRequested>().Number).Distinct().Count());
    }

    [Fact]
    public async Task With_a_fake_clock_time_passes_when_the_test_advances_it()
    {
        var time = new FakeTimeProvider();
        await using var aws = await LocalAwsFixture.StartAsync(new LocalAwsOptions { TimeProvider = time }, cancellationToken: Cancelled);
        var subscription = await aws.AddWorkerAsync(InvoiceWorker.Subscription, Cancelled);
        await aws.PublishPlainAsync("billing", "InvoiceSent", "{}", Cancelled);
        var queue = (await aws.Sqs.GetQueueUrlAsync(subscription.Queue, Cancelled)).QueueUrl;
        var first = await aws.Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(queue) { VisibilityTimeout = 600 }, Cancelled);

        var before = await aws.Sqs.ReceiveMessageAsync(queue, Cancelled);
        time.Advance(TimeSpan.FromSeconds(601));
        var after = await aws.Sqs.ReceiveMessageAsync(queue, Cancelled);

        Assert.Empty(before.Messages ?? []);
        Assert.Equal(first.Messages.Single().MessageId, after.Messages.Single().MessageId);
    }
}
