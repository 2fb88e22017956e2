using Crashing.Worker;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Postgres.Testing;
using Serilog.Events;
using Workers.Hosting.Tests.Hosting;

namespace Workers.Hosting.Tests.Store;

public abstract class BatchInboxTests(DatabaseKind database)
{
    private readonly ConsumerScript _script = new();
    private readonly List<int> _sizes = [];

    [Fact]
    public async Task Events_that_were_done_before_are_left_out_and_the_new_ones_are_done()
    {
        await using var worker = await StartAsync(AnswerAllAsync);
        var known = WorkerHarness.Event("known", Guid.NewGuid());
        await worker.DeliverAsync(known);
        await Eventually.UntilAsync(async () => (await worker.AnswersAsync()).ContainsKey("known") && await worker.DepthAsync() == 0);

        await Task.WhenAll(
            Enumerable.Range(0, 8).Select(number => worker.DeliverAsync(WorkerHarness.Event($"new {number}"))).Append(worker.DeliverAsync(known)));
        await Eventually.UntilAsync(async () => await worker.DepthAsync() == 0 && (await worker.AnswersAsync()).Count == 9);

        Assert.All((await worker.AnswersAsync()).Values, count => Assert.Equal(1, count));
        Assert.Empty(await worker.TakeAsync("answers-dlq"));
    }

    [Fact]
    public async Task A_batch_of_nothing_but_duplicates_does_not_reach_the_consumer()
    {
        await using var worker = await StartAsync(AnswerAllAsync);
        var known = WorkerHarness.Event("known", Guid.NewGuid());
        await worker.DeliverAsync(known);
        await Eventually.UntilAsync(async () => (await worker.AnswersAsync()).ContainsKey("known") && await worker.DepthAsync() == 0);

        await worker.DeliverAsync(known);
        await Eventually.UntilAsync(async () => await worker.DepthAsync() == 0);

        Assert.Equal(1, (await worker.AnswersAsync())["known"]);
        lock (_sizes)
            Assert.Equal([1], _sizes);
    }

    [Fact]
    public async Task A_batch_that_fails_leaves_nothing_and_is_done_once_in_the_end()
    {
        var tries = 0;
        await using var worker = await StartAsync(async (db, context) =>
        {
            await AnswerAllAsync(db, context);
            await db.SaveChangesAsync(context.CancellationToken);
            if (Interlocked.Increment(ref tries) <= 2)
                throw new InvalidOperationException("not now");
        });

        await Task.WhenAll(Enumerable.Range(0, 8).Select(number => worker.DeliverAsync(WorkerHarness.Event($"{number}"))));
        await Eventually.UntilAsync(async () => await worker.DepthAsync() == 0 && (await worker.AnswersAsync()).Count == 8);

        Assert.All((await worker.AnswersAsync()).Values, count => Assert.Equal(1, count));
        Assert.Empty(await worker.TakeAsync("answers-dlq"));
    }

    [Fact]
    public async Task What_is_published_from_a_member_is_in_the_outbox_of_the_batch()
    {
        var tries = 0;
        await using var worker = await StartAsync(async (_, context) =>
        {
            foreach (var member in context.Message)
                await member.Publish(new Answered(member.Message.Subject), context.CancellationToken);
            if (Interlocked.Increment(ref tries) == 1)
                throw new InvalidOperationException("not now");
        });

        await worker.DeliverAsync(WorkerHarness.Event("once"));
        await Eventually.UntilAsync(async () => await worker.DepthAsync() == 0 && Volatile.Read(ref tries) > 1);
        var published = await Eventually.GetAsync(() => worker.TakeAsync("tap"), messages => messages.Count > 0);

        Assert.Single(published);
        Assert.Empty(await worker.TakeAsync("tap"));
    }

    [Fact]
    public async Task A_message_that_is_completed_with_a_batch_that_it_is_not_in_is_tried_again()
    {
        // MassTransit leaves a second message with the same id out of the batch, and completes it together with that.
        await using var worker = await WorkerHarness.CreateAsync(database: database);
        var message = WorkerHarness.Event("twice", Guid.NewGuid());
        await worker.DeliverAsync(message);
        await worker.DeliverAsync(message);
        await RunAsync(worker, AnswerAllAsync);
        await Eventually.UntilAsync(async () => await worker.DepthAsync() == 0);

        Assert.Equal(1, (await worker.AnswersAsync())["twice"]);
        Assert.Contains(worker.Log.Events, said => said.RenderMessage().Contains("already handled by", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Events_that_another_consumer_of_the_worker_takes_one_by_one_are_done_once_by_both()
    {
        await using var worker = await WorkerHarness.CreateAsync(database: database);
        _script.Consume = (db, context, _) =>
        {
            db.Answers.Add(new Answer { Subject = $"{context.Message.Subject} by itself" });
            return db.SaveChangesAsync(context.CancellationToken);
        };
        _script.ConsumeBatch = AnswerAllAsync;
        worker.AddConsumers = builder =>
        {
            builder.Services.AddSingleton(_script);
            builder.AddConsumer<ScriptedConsumer>();
            builder.AddConsumer<ScriptedBatchConsumer>(
                configure: consumer => consumer.Options<BatchOptions>(batch => batch.SetMessageLimit(4).SetTimeLimit(TimeSpan.FromMilliseconds(100))));
        };
        await Task.WhenAll(Enumerable.Range(0, 50).Select(number => worker.DeliverAsync(WorkerHarness.Event($"{number}"))));
        await worker.RunAsync(LogEventLevel.Information);
        await Eventually.UntilAsync(async () => await worker.DepthAsync() == 0);

        var answers = await worker.AnswersAsync();
        Assert.Equal(100, answers.Count);
        Assert.All(answers.Values, count => Assert.Equal(1, count));
        Assert.Equal("", string.Join('\n', worker.Log.Events.Where(said => said.Level >= LogEventLevel.Warning).Select(said => said.RenderMessage())));
    }

    [Fact]
    public async Task A_batch_that_fails_is_tried_again_though_another_consumer_has_handled_its_events()
    {
        await using var worker = await WorkerHarness.CreateAsync(database: database);
        var (handled, failures) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), 0);
        _script.Consume = (db, context, _) =>
        {
            db.Answers.Add(new Answer { Subject = "by itself" });
            handled.TrySetResult();
            return Task.CompletedTask;
        };
        _script.ConsumeBatch = async (db, context) =>
        {
            await handled.Task;
            await Eventually.UntilAsync(async () => (await worker.AnswersAsync()).ContainsKey("by itself"));
            await AnswerAllAsync(db, context);
            if (Interlocked.Increment(ref failures) == 1)
                throw new InvalidOperationException("not now");
        };
        worker.AddConsumers = builder =>
        {
            builder.Services.AddSingleton(_script);
            builder.AddConsumer<ScriptedConsumer>();
            builder.AddConsumer<ScriptedBatchConsumer>();
        };
        await worker.RunAsync();

        await worker.DeliverAsync(WorkerHarness.Event("in a batch"));
        await Eventually.UntilAsync(async () => await worker.DepthAsync() == 0);

        Assert.Equal(
            [("by itself", 1), ("in a batch", 1)],
            (await worker.AnswersAsync()).Select(answer => (answer.Key, answer.Value)).Order());
    }

    [Fact]
    public async Task A_batch_that_waits_for_longer_than_a_try_takes_is_refused_at_start()
    {
        await using var worker = await WorkerHarness.CreateAsync(database: database);

        var refused = await Assert.ThrowsAsync<ConfigurationException>(
            () => RunAsync(worker, AnswerAllAsync, batch => batch.SetTimeLimit(TimeSpan.FromMinutes(1))));

        Assert.Contains("TimeLimit", refused.Message, StringComparison.Ordinal);
    }

    private async Task AnswerAllAsync(AnswerDbContext db, ConsumeContext<Batch<Asked>> context)
    {
        lock (_sizes)
            _sizes.Add(context.Message.Length);
        foreach (var member in context.Message)
            db.Answers.Add(new Answer { Subject = member.Message.Subject });
        await Task.CompletedTask;
    }

    private async Task<WorkerHarness> StartAsync(Func<AnswerDbContext, ConsumeContext<Batch<Asked>>, Task> consume)
    {
        var worker = await WorkerHarness.CreateAsync(database: database);
        await RunAsync(worker, consume);
        return worker;
    }

    private Task RunAsync(
        WorkerHarness worker, Func<AnswerDbContext, ConsumeContext<Batch<Asked>>, Task> consume, Action<BatchOptions>? options = null)
    {
        _script.ConsumeBatch = consume;
        worker.AddConsumers = builder =>
        {
            builder.Services.AddSingleton(_script);
            builder.AddConsumer<ScriptedBatchConsumer>(configure: consumer => consumer.Options(options ?? (_ => { })));
        };
        return worker.RunAsync(LogEventLevel.Information);
    }
}

public sealed class BatchInboxTestsOnSqlite() : BatchInboxTests(DatabaseKind.Sqlite);

public sealed class BatchInboxTestsOnPostgres() : BatchInboxTests(DatabaseKind.Postgres);
