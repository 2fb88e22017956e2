using System.Text;
using Crashing.Worker;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Postgres.Testing;
using Workers.EventBridge.Envelope;
using Workers.EventBridge.Publishing;
using Workers.Hosting.Store;

namespace Workers.Hosting.Tests.Hosting;

public abstract class ScheduledEventTests(DatabaseKind database)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_consumer_schedules_an_event_that_occurs_when_it_is_due()
    {
        await using var worker = await StartAsync(context => context.SchedulePublish(Soon, new Answered("later"), Token));
        var before = DateTimeOffset.UtcNow;

        await worker.DeliverAsync(WorkerHarness.Event("now"));
        var (envelope, at, _) = await TakeAsync(worker);

        Assert.Equal("Answered", envelope.DetailType);
        Assert.True(envelope.OccurredAt >= before + Soon);
        Assert.True(at >= envelope.OccurredAt);
    }

    [Fact]
    public async Task An_attempt_that_fails_schedules_nothing()
    {
        await using var worker = await StartAsync(context => context.SchedulePublish(Soon, new Answered("later"), Token));
        worker.Behavior.Failures = 2;

        await worker.DeliverAsync(WorkerHarness.Event("now"));
        await TakeAsync(worker);

        await Eventually.UntilAsync(async () => await worker.DepthAsync() == 0 && await CountAsync(worker) == 0);
        Assert.Empty(await worker.TakeAsync("tap"));
    }

    [Fact]
    public async Task A_cancelled_event_is_not_published()
    {
        await using var worker = await StartAsync(async context =>
        {
            var cancelled = await context.SchedulePublish(Soon, new Answered("cancelled"), Token);
            await context.SchedulePublish(Soon * 2, new Answered("kept"), Token);
            await context.GetPayload<MessageSchedulerContext>().CancelScheduledPublish<Answered>(cancelled.TokenId, Token);
        });

        await worker.DeliverAsync(WorkerHarness.Event("now"));
        var (_, _, body) = await TakeAsync(worker);

        Assert.Contains("kept", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stored_event_is_cancelled_by_its_token()
    {
        await using var worker = await StartAsync(_ => Task.CompletedTask);
        var tokenId = Guid.Empty;
        await InScopeAsync(worker, async (scheduler, db) =>
        {
            tokenId = (await scheduler.SchedulePublish(DateTime.UtcNow.AddHours(1), new Answered("later"), Token)).TokenId;
            await db.SaveChangesAsync(Token);
        });
        var stored = await CountAsync(worker);

        await InScopeAsync(worker, (scheduler, _) => scheduler.CancelScheduledPublish<Answered>(tokenId, Token));

        Assert.Equal((1, 0), (stored, await CountAsync(worker)));
    }

    [Fact]
    public async Task An_event_that_is_scheduled_for_later_survives_a_restart_and_is_not_unsent()
    {
        await using var worker = await StartAsync(context => context.SchedulePublish(Soon * 2, new Answered("later"), Token));
        await worker.DeliverAsync(WorkerHarness.Event("now"));
        await Eventually.UntilAsync(async () => await CountAsync(worker) == 1);
        using var http = new HttpClient();
        var outbox = await http.GetStringAsync(new Uri($"{worker.Addresses[0]}/outbox"), Token);
        await worker.TerminateAsync();

        await worker.RunAsync();
        await TakeAsync(worker);

        Assert.Contains("\"unsent\":0,\"scheduled\":1", outbox, StringComparison.Ordinal);
        await Eventually.UntilAsync(async () => await CountAsync(worker) == 0);
    }

    [Fact]
    public async Task A_message_to_a_queue_is_sent_with_the_commit()
    {
        await using var worker = await StartAsync(async context =>
        {
            var endpoint = await context.GetSendEndpoint(new Uri("queue:tap"));
            await endpoint.Send(new Answered("sent"), Token);
        });
        worker.Behavior.Failures = 2;

        await worker.DeliverAsync(WorkerHarness.Event("now"));
        var (envelope, _, _) = await TakeAsync(worker);

        Assert.Equal(("tests", "Answered"), (envelope.Source, envelope.DetailType));
        await Eventually.UntilAsync(async () => await worker.DepthAsync() == 0 && await CountAsync(worker) == 0);
        Assert.Empty(await worker.TakeAsync("tap"));
    }

    [Fact]
    public async Task A_message_to_a_queue_that_the_subscription_does_not_name_is_rejected()
    {
        Exception? error = null;
        await using var worker = await StartAsync(async context => error = await Record.ExceptionAsync(
            async () => await (await context.GetSendEndpoint(new Uri("queue:other"))).Send(new Answered("sent"), Token)));

        await worker.DeliverAsync(WorkerHarness.Event("now"));
        await Eventually.UntilAsync(() => error is not null);

        Assert.Equal(
            "Nothing was sent to queue 'other': it is not among the queues that workers.hosting.tests may send to.",
            Assert.IsType<EventPublishException>(error).Message);
    }

    [Fact]
    public async Task A_consumer_schedules_a_message_to_its_own_queue()
    {
        await using var worker = await StartAsync(
            context => context.GetPayload<MessageSchedulerContext>().ScheduleSend(DateTime.UtcNow + Soon, new Asked("again"), Token));

        await worker.DeliverAsync(WorkerHarness.Event("now"));

        await Eventually.UntilAsync(async () => (await worker.AnswersAsync()).ContainsKey("again"));
    }

    private async Task<WorkerHarness> StartAsync(Func<ConsumeContext<Asked>, Task> schedule)
    {
        var worker = await WorkerHarness.CreateAsync(database: database);
        worker.Replace = services => services.AddSingleton(new Scheduling(schedule));
        worker.AddConsumers = builder => builder.AddConsumer<SchedulingConsumer>();
        await worker.RunAsync();
        return worker;
    }

    private static async Task<(EventEnvelope Envelope, DateTimeOffset At, string Body)> TakeAsync(WorkerHarness worker)
    {
        var messages = await Eventually.GetAsync(() => worker.TakeAsync("tap"), messages => messages.Count > 0);
        var body = Assert.Single(messages).Body;
        return (EnvelopeReader.Read(Encoding.UTF8.GetBytes(body)), DateTimeOffset.UtcNow, body);
    }

    private static async Task<int> CountAsync(WorkerHarness worker)
    {
        var count = 0;
        await InScopeAsync(worker, async (_, db) => count = await db.Outbox.CountAsync(Token));
        return count;
    }

    private static async Task InScopeAsync(WorkerHarness worker, Func<IMessageScheduler, AnswerDbContext, Task> use)
    {
        await using var scope = worker.Services.CreateAsyncScope();
        await use(
            scope.ServiceProvider.GetRequiredService<IMessageScheduler>(), scope.ServiceProvider.GetRequiredService<AnswerDbContext>());
    }

    /// <summary>What the consumer does with the first event.</summary>
    public sealed record Scheduling(Func<ConsumeContext<Asked>, Task> Do);

    public sealed class SchedulingConsumer(AnswerDbContext db, ConsumerBehavior behavior, Scheduling scheduling) : IConsumer<Asked>
    {
        public async Task Consume(ConsumeContext<Asked> context)
        {
            db.Answers.Add(new Answer { Subject = context.Message.Subject });
            if (context.Message.Subject != "now")
                return;

            await scheduling.Do(context);
            if (behavior.Calls++ < behavior.Failures)
                throw behavior.Error();
        }
    }
}

public sealed class ScheduledEventOnSqliteTests() : ScheduledEventTests(DatabaseKind.Sqlite);

public sealed class ScheduledEventOnPostgresTests() : ScheduledEventTests(DatabaseKind.Postgres);
