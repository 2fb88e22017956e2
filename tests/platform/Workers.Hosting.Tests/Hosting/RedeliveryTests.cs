using Crashing.Worker;
using MassTransit;
using Serilog.Events;

namespace Workers.Hosting.Tests.Hosting;

/// <summary>MassTransit's redelivery in a worker with a store.</summary>
public sealed class RedeliveryTests
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_consumer_that_asks_for_its_message_later_commits_nothing_and_gets_it_again()
    {
        await using var worker = await WorkerHarness.CreateAsync();
        worker.AddConsumers = builder => builder.AddConsumer<AnswerLater>();
        await worker.RunAsync();

        await worker.DeliverAsync(WorkerHarness.Event("later"));
        await Eventually.UntilAsync(async () => await worker.DepthAsync() == 0);

        Assert.Equal((2, 1), (worker.Behavior.Calls, (await worker.AnswersAsync())["later"]));
    }

    [Fact]
    public async Task A_failed_message_is_redelivered_by_a_policy_without_further_attempts()
    {
        await using var worker = await WorkerHarness.CreateAsync();
        worker.Behavior.Failures = 1;
        worker.AddConsumers = builder => builder.AddConsumer<GiveAnswer>(
            configure: consumer => consumer.UseDelayedRedelivery(policy => policy.Interval(1, Delay)));
        await worker.RunAsync(LogEventLevel.Information);

        await worker.DeliverAsync(WorkerHarness.Event("again"));
        await Eventually.UntilAsync(async () => await worker.DepthAsync() == 0);

        Assert.Equal((2, 1), (worker.Behavior.Calls, (await worker.AnswersAsync())["again"]));
        Assert.Contains(worker.Log.Events, logged => logged.RenderMessage().Contains("returned", StringComparison.Ordinal));
    }

    private sealed class AnswerLater(AnswerDbContext db, ConsumerBehavior behavior) : IConsumer<Asked>
    {
        public async Task Consume(ConsumeContext<Asked> context)
        {
            db.Answers.Add(new Answer { Subject = context.Message.Subject });
            if (behavior.Calls++ == 0)
                await context.Redeliver(Delay);
        }
    }
}
