using System.Collections.Concurrent;
using Amazon.SQS.Model;
using Crashing.Worker;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Postgres.Testing;
using Workers.EventBridge.Envelope;
using Workers.EventBridge.Receiving;
using Workers.Hosting.Tests.Hosting;

namespace Workers.Hosting.Tests.Store;

/// <summary>A batch that fails, for one of its members or for an outage, and what becomes of the other members.</summary>
public abstract class BadBatchMemberTests(DatabaseKind database)
{
    private readonly ConsumerScript _script = new();
    private readonly ConcurrentQueue<string[]> _batches = [];
    private readonly ConcurrentQueue<DbContextId> _contexts = [];

    [Theory, InlineData(4), InlineData(8)]
    public async Task Alone_goes_to_the_dead_letter_queue_and_leaves_receiving_alone(int size)
    {
        await using var worker = await StartAsync(
            size, [.. Good(size - 1), "bad"], subject => subject == "bad" ? new InvalidOperationException("No such card.") : null);

        await UntilDoneAsync(worker);

        await AssertDoneOnceAsync(worker, Good(size - 1));
        Assert.Equal([("bad", "max-failures", "No such card.")], await DeadLettersAsync(worker));
    }

    [Fact]
    public async Task Among_many_batches_holds_none_of_them_up()
    {
        await using var worker = await StartAsync(
            10, [.. Good(50), "bad", .. Good(99).Skip(50)], subject => subject == "bad" ? new InvalidOperationException("No such card.") : null);

        await UntilDoneAsync(worker);

        await AssertDoneOnceAsync(worker, Good(99));
        Assert.Equal([("bad", "max-failures", "No such card.")], await DeadLettersAsync(worker));
    }

    [Fact]
    public async Task Makes_a_good_one_neither_fail_nor_be_tried_again_after_it_succeeded()
    {
        await using var worker = await StartAsync(
            4, ["good 0", "good 1", "bad", "good 2"], subject => subject == "bad" ? new InvalidOperationException("No such card.") : null);

        await UntilDoneAsync(worker);

        foreach (var good in Good(3))
            Assert.Equal([4, 1], _batches.Where(batch => batch.Contains(good)).Select(batch => batch.Length));
        Assert.Equal(_contexts, _contexts.Distinct());
    }

    [Fact]
    public async Task Keeps_its_own_reason_beside_another_bad_one()
    {
        await using var worker = await StartAsync(
            6, [.. Good(4), "bad 1", "bad 2"], subject => subject.StartsWith("bad", StringComparison.Ordinal) ? new InvalidOperationException($"It is {subject}.") : null);

        await UntilDoneAsync(worker);

        await AssertDoneOnceAsync(worker, Good(4));
        Assert.Equal(
            [("bad 1", "max-failures", "It is bad 1."), ("bad 2", "max-failures", "It is bad 2.")],
            (await DeadLettersAsync(worker)).OrderBy(dead => dead.Subject, StringComparer.Ordinal));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task That_is_poison_is_dead_lettered_alone(bool comesOfATimeout)
    {
        await using var worker = await StartAsync(
            10,
            [.. Good(9), "bad"],
            subject => subject == "bad" ? new PoisonEventException("hopeless", "No such card.", comesOfATimeout ? new TimeoutException() : null) : null);

        await UntilDoneAsync(worker);

        await AssertDoneOnceAsync(worker, Good(9));
        var (subject, reason, message) = Assert.Single(await DeadLettersAsync(worker));
        Assert.Equal(("bad", "hopeless"), (subject, reason));
        Assert.StartsWith("No such card", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_worker_without_a_store_goes_to_the_dead_letter_queue_alone()
    {
        await using var worker = await StartAsync(
            8, [.. Good(7), "bad"], subject => subject == "bad" ? new InvalidOperationException("No such card.") : null, hasStore: false);

        await UntilDoneAsync(worker);

        Assert.Equal([("bad", "max-failures", "No such card.")], await DeadLettersAsync(worker));
    }

    [Fact]
    public async Task Is_not_looked_for_where_the_batch_failed_by_an_outage_which_one_batch_is_too_few_to_prove()
    {
        var tries = 0;
        await using var worker = await StartAsync(
            8, Good(8), _ => Interlocked.Increment(ref tries) == 1 ? new HttpRequestException("Nobody answers.") : null);

        await UntilDoneAsync(worker);

        Assert.All(_batches, batch => Assert.Equal(8, batch.Length));
        await AssertDoneOnceAsync(worker, Good(8));
    }

    [Fact]
    public async Task Is_not_looked_for_in_an_outage_which_pauses_receiving()
    {
        await using var worker = await StartAsync(8, Good(8), _ => new HttpRequestException("Nobody answers."), retries: 3);

        await Eventually.UntilAsync(() => worker.Services.GetRequiredService<ReceiveCircuit>().IsOpen);

        Assert.All(_batches, batch => Assert.Equal(8, batch.Length));
        Assert.InRange(_batches.Count, 2, 4);
        Assert.Empty(await worker.TakeAsync("answers-dlq"));
    }

    [Fact]
    public async Task Is_looked_for_no_longer_once_something_is_down()
    {
        var tries = 0;
        await using var worker = await StartAsync(8, Good(8), _ => Interlocked.Increment(ref tries) switch
        {
            1 => new InvalidOperationException("No such card."),
            3 => new HttpRequestException("Nobody answers."),
            _ => null,
        });

        await UntilDoneAsync(worker);

        await AssertDoneOnceAsync(worker, Good(8));
        Assert.Equal([8, 1, 1], _batches.Take(3).Select(batch => batch.Length));
        Assert.Equal(7, _batches.Skip(3).First().Length);
    }

    private static string[] Good(int count) => [.. Enumerable.Range(0, count).Select(number => $"good {number}")];

    private static async Task AssertDoneOnceAsync(WorkerHarness worker, string[] subjects) => Assert.Equal(
        subjects.Order(StringComparer.Ordinal).Select(subject => (subject, 1)),
        (await worker.AnswersAsync()).Select(answer => (answer.Key, answer.Value)).OrderBy(answer => answer.Key, StringComparer.Ordinal));

    private static async Task<List<(string Subject, string Reason, string Message)>> DeadLettersAsync(WorkerHarness worker)
    {
        var taken = await worker.TakeAsync("answers-dlq");
        return [.. taken.Select(dead => (SubjectOf(dead), Attribute(dead, "DeadLetterReason"), Attribute(dead, "ExceptionMessage")))];

        static string Attribute(Message dead, string name) => dead.MessageAttributes[name].StringValue;

        static string SubjectOf(Message dead) =>
            System.Text.Json.Nodes.JsonNode.Parse(dead.Body)!["detail"]!["data"]!["subject"]!.GetValue<string>();
    }

    /// <summary>Until the queue is empty; receiving goes on all the time.</summary>
    private static Task UntilDoneAsync(WorkerHarness worker)
    {
        var circuit = worker.Services.GetRequiredService<ReceiveCircuit>();
        return Eventually.UntilAsync(async () =>
        {
            Assert.False(circuit.IsOpen, circuit.Reason);
            return await worker.DepthAsync() == 0;
        });
    }

    private async Task<WorkerHarness> StartAsync(int size, string[] subjects, Func<string, Exception?> fail, bool hasStore = true, int retries = 1)
    {
        var worker = await WorkerHarness.CreateAsync(database: database);
        worker.HasStore = hasStore;
        _script.ConsumeBatch = (db, context) =>
        {
            _contexts.Enqueue(db.ContextId);
            return ConsumeAsync(subject => db.Answers.Add(new Answer { Subject = subject }), context, fail);
        };
        worker.AddConsumers = builder =>
        {
            builder.Services.AddSingleton(_script);
            builder.Services.AddSingleton<Func<ConsumeContext<Batch<Asked>>, Task>>(context => ConsumeAsync(_ => { }, context, fail));
            if (hasStore)
                builder.AddConsumer<ScriptedBatchConsumer>(configure: Options);
            else
                builder.AddConsumer<StorelessBatchConsumer>(configure: Options);
        };
        await Task.WhenAll(subjects.Select(subject => worker.DeliverAsync(WorkerHarness.Event(subject))));
        await worker.RunAsync(settings: ["--Resilience:Retries", $"{retries}"]);
        return worker;

        void Options<T>(IConsumerConfigurator<T> consumer)
            where T : class, IConsumer =>
            consumer.Options<BatchOptions>(batch => batch.SetMessageLimit(size).SetTimeLimit(TimeSpan.FromSeconds(2)));
    }

    /// <summary>Does all of a batch, and fails for one of it, after that, and once for each try.</summary>
    private Task ConsumeAsync(Action<string> answer, ConsumeContext<Batch<Asked>> context, Func<string, Exception?> fail)
    {
        string[] subjects = [.. context.Message.Select(member => member.Message.Subject)];
        _batches.Enqueue(subjects);
        foreach (var subject in subjects)
            answer(subject);
        foreach (var subject in subjects.Where(subject => subject.StartsWith("bad", StringComparison.Ordinal)).DefaultIfEmpty(subjects[0]).Take(1))
        {
            if (fail(subject) is { } failure)
                throw failure;
        }

        return Task.CompletedTask;
    }

    public sealed class StorelessBatchConsumer(Func<ConsumeContext<Batch<Asked>>, Task> consume) : IConsumer<Batch<Asked>>
    {
        public Task Consume(ConsumeContext<Batch<Asked>> context) => consume(context);
    }
}

public sealed class BadBatchMemberTestsOnSqlite() : BadBatchMemberTests(DatabaseKind.Sqlite);

public sealed class BadBatchMemberTestsOnPostgres() : BadBatchMemberTests(DatabaseKind.Postgres);
