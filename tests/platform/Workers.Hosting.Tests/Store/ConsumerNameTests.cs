using System.Collections.Concurrent;
using Crashing.Worker;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Postgres.Testing;
using Workers.Hosting.Store;
using Workers.Hosting.Tests.Hosting;

namespace Workers.Hosting.Tests.Store;

public abstract class ConsumerNameTests(DatabaseKind database)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Consumers_whose_classes_have_the_same_short_name_both_run()
    {
        await using var worker = await StartAsync(builder =>
        {
            builder.AddConsumer<One.Handler>();
            builder.AddConsumer<Two.Handler>();
        });

        await worker.DeliverAsync(WorkerHarness.Event("done"));
        await Eventually.UntilAsync(async () => await worker.DepthAsync() == 0);

        Assert.Equal(["done by one", "done by two"], (await worker.AnswersAsync()).Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task So_do_constructions_of_a_generic_consumer()
    {
        await using var worker = await StartAsync(builder =>
        {
            builder.AddConsumer<Projector<int>>();
            builder.AddConsumer<Projector<string>>();
        });

        await worker.DeliverAsync(WorkerHarness.Event("done"));
        await Eventually.UntilAsync(async () => await worker.DepthAsync() == 0);

        Assert.Equal(["done by Int32", "done by String"], (await worker.AnswersAsync()).Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_entry_under_the_short_name_still_counts()
    {
        var eventId = Guid.NewGuid();
        await using var worker = await StartAsync(builder => builder.AddConsumer<One.Handler>());
        await AddEntryAsync(worker, eventId, nameof(One.Handler));

        await worker.DeliverAsync(WorkerHarness.Event("old", eventId));
        await worker.DeliverAsync(WorkerHarness.Event("new"));
        await Eventually.UntilAsync(async () => await worker.DepthAsync() == 0);

        Assert.Equal(["new by one"], (await worker.AnswersAsync()).Keys);
    }

    [Fact]
    public async Task An_entry_under_a_name_that_was_given_counts_for_the_renamed_class()
    {
        var eventId = Guid.NewGuid();
        await using var worker = await StartAsync(builder => builder.AddConsumer<One.Handler>("Former.Name"));
        await AddEntryAsync(worker, eventId, "Former.Name");

        await worker.DeliverAsync(WorkerHarness.Event("old", eventId));
        await worker.DeliverAsync(WorkerHarness.Event("new"));
        await Eventually.UntilAsync(async () => await worker.DepthAsync() == 0);

        Assert.Equal(["new by one"], (await worker.AnswersAsync()).Keys);
    }

    [Fact]
    public async Task Two_alike_are_refused_at_start()
    {
        var refused = await Assert.ThrowsAsync<ConfigurationException>(() => StartAsync(builder =>
        {
            builder.AddConsumer<One.Handler>("same");
            builder.AddConsumer<Two.Handler>("same");
        }));

        Assert.Contains("'same'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_class_that_is_added_twice_is_refused_at_start()
    {
        var refused = await Assert.ThrowsAsync<ConfigurationException>(() => StartAsync(builder =>
        {
            builder.AddConsumer<One.Handler>();
            builder.AddConsumer<One.Handler>("two");
        }));

        Assert.Equal(
            "Workers.Hosting.Tests.Store.One+Handler is added as 'Workers.Hosting.Tests.Store.One+Handler' and as 'two', and a class runs once for each event. Add it once, and use a separate class for each further reaction.",
            refused.Message);
    }

    [Fact]
    public async Task A_consumer_has_what_its_definition_configures()
    {
        var calls = new ConcurrentQueue<string>();
        await using var worker = await StartAsync(builder =>
        {
            builder.Services.AddSingleton(calls);
            builder.AddConsumer<One.Handler, Definition>();
        });

        await worker.DeliverAsync(WorkerHarness.Event("done"));
        await Eventually.UntilAsync(async () => await worker.DepthAsync() == 0);

        Assert.Equal(["before the consumer"], calls);
        Assert.Equal(["done by one"], (await worker.AnswersAsync()).Keys);
    }

    [Fact]
    public void A_name_says_nothing_of_assemblies() =>
        Assert.Equal(
            "Workers.Hosting.Tests.Store.Projector<System.Collections.Generic.List<System.Int32>>", ConsumerName.Of(typeof(Projector<List<int>>)));

    private sealed class Definition(ConcurrentQueue<string> calls) : ConsumerDefinition<One.Handler>
    {
        protected override void ConfigureConsumer(
            IReceiveEndpointConfigurator endpointConfigurator,
            IConsumerConfigurator<One.Handler> consumerConfigurator,
            IRegistrationContext context) => consumerConfigurator.UseExecute(_ => calls.Enqueue("before the consumer"));
    }

    private async Task<WorkerHarness> StartAsync(Action<WorkerBuilder> addConsumers)
    {
        var worker = await WorkerHarness.CreateAsync(database: database);
        worker.AddConsumers = addConsumers;
        try
        {
            await worker.RunAsync();
            return worker;
        }
        catch
        {
            await worker.DisposeAsync();
            throw;
        }
    }

    private static async Task AddEntryAsync(WorkerHarness worker, Guid eventId, string consumer)
    {
        await using var scope = worker.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AnswerDbContext>();
        db.Inbox.Add(new InboxEntry { EventId = eventId, Consumer = consumer, DetailType = "Asked", ProcessedAt = DateTimeOffset.UtcNow.UtcTicks });
        await db.SaveChangesAsync(Token);
    }
}

public sealed class ConsumerNameTestsOnSqlite() : ConsumerNameTests(DatabaseKind.Sqlite);

public sealed class ConsumerNameTestsOnPostgres() : ConsumerNameTests(DatabaseKind.Postgres);
