using Crashing.Worker;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting.Tests.Hosting;

namespace Workers.Hosting.Tests.Store;

/// <summary>MassTransit's options of batches in a worker with a store.</summary>
public sealed class BatchOptionsTests
{
    // Far longer than a batch needs to fill, and shorter than an attempt.
    private static readonly TimeSpan LongTime = TimeSpan.FromSeconds(15);

    private readonly ConsumerScript _script = new();
    private readonly List<IReadOnlyList<string>> _batches = [];

    [Fact]
    public async Task GroupBy_makes_batches_of_one_group()
    {
        await using var worker = await StartAsync(
            AnswerAllAsync,
            batch => batch.SetMessageLimit(4).SetTimeLimit(LongTime).GroupBy<Asked, string>(context => context.Message.Subject[..1]),
            "a1", "b1", "a2", "b2", "b3", "a3", "a4", "b4");

        Assert.Equal(["a1 a2 a3 a4", "b1 b2 b3 b4"], Sorted());
        Assert.All((await worker.AnswersAsync()).Values, count => Assert.Equal(1, count));
    }

    [Fact]
    public async Task A_message_limit_above_the_concurrency_of_the_worker_raises_that()
    {
        string[] subjects = [.. Enumerable.Range(10, 40).Select(number => $"{number}")];
        await using var worker = await StartAsync(AnswerAllAsync, batch => batch.SetMessageLimit(subjects.Length).SetTimeLimit(LongTime), subjects);

        Assert.Equal([string.Join(' ', subjects)], Sorted());
    }

    [Fact]
    public async Task As_many_batches_as_the_concurrency_limit_run_at_the_same_time()
    {
        var (running, both) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var worker = await StartAsync(
            async (db, context) =>
            {
                if (Interlocked.Increment(ref running) == 2)
                    both.SetResult();
                await both.Task.WaitAsync(context.CancellationToken);
                await AnswerAllAsync(db, context);
            },
            batch => batch.SetMessageLimit(2).SetConcurrencyLimit(2).SetTimeLimit(LongTime),
            "1", "2", "3", "4");

        Assert.Equal((2, 4), (running, (await worker.AnswersAsync()).Count));
    }

    [Fact]
    public async Task GroupBy_of_another_message_is_refused_at_start()
    {
        var refused = await Assert.ThrowsAnyAsync<ConfigurationException>(
            () => StartAsync(AnswerAllAsync, batch => batch.GroupBy<Answered, string>(context => context.Message.Subject)));

        Assert.Contains("use GroupBy<Asked, TKey>", (refused.InnerException ?? refused).Message, StringComparison.Ordinal);
    }

    private string[] Sorted()
    {
        lock (_batches)
            return [.. _batches.Select(batch => string.Join(' ', batch.Order(StringComparer.Ordinal))).Order(StringComparer.Ordinal)];
    }

    private Task AnswerAllAsync(AnswerDbContext db, ConsumeContext<Batch<Asked>> context)
    {
        List<string> subjects = [.. context.Message.Select(member => member.Message.Subject)];
        lock (_batches)
            _batches.Add(subjects);
        db.Answers.AddRange(subjects.Select(subject => new Answer { Subject = subject }));
        return Task.CompletedTask;
    }

    /// <summary>Starts the worker with messages in its queue, and waits until they are handled.</summary>
    private async Task<WorkerHarness> StartAsync(
        Func<AnswerDbContext, ConsumeContext<Batch<Asked>>, Task> consume, Action<BatchOptions> options, params string[] subjects)
    {
        var worker = await WorkerHarness.CreateAsync();
        try
        {
            foreach (var subject in subjects)
                await worker.DeliverAsync(WorkerHarness.Event(subject));
            _script.ConsumeBatch = consume;
            worker.AddConsumers = builder =>
            {
                builder.Services.AddSingleton(_script);
                builder.AddConsumer<ScriptedBatchConsumer>(configure: consumer => consumer.Options(options));
            };
            await worker.RunAsync(settings: ["--Resilience:Timeout", "00:00:20", "--Resilience:Retries", "0"]);
            await Eventually.UntilAsync(async () => await worker.DepthAsync() == 0);
            return worker;
        }
        catch
        {
            await worker.DisposeAsync();
            throw;
        }
    }
}
