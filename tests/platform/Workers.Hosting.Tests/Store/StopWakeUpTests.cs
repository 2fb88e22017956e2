using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Crashing.Worker;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Postgres.Testing;
using Serilog.Events;
using Workers.EventBridge.Receiving;
using Workers.Hosting.Store;
using Workers.Hosting.Tests.Hosting;
using Workers.LocalAws.Faults;

namespace Workers.Hosting.Tests.Store;

/// <summary>A worker that may be scaled to no task, and stops while events are unsent.</summary>
public abstract class StopWakeUpTests(DatabaseKind database) : IAsyncLifetime
{
    private WorkerHarness _worker = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _worker = await WorkerHarness.CreateAsync(database: database);

    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_stop_with_unsent_events_leaves_one_message_in_the_queue_and_the_next_start_publishes_them()
    {
        await RunWithoutBusAsync();
        await CommitAsync(3);
        await _worker.TerminateAsync();
        await _worker.Services.GetRequiredService<IHost>().StopAsync(Token);
        var asleep = await _worker.CountAsync();

        await _worker.RunAsync();
        var published = await TakeAllAsync("tap", 3);
        await Eventually.UntilAsync(async () => await UnsentAsync() == 0 && await _worker.DepthAsync() == 0);

        Assert.Equal((1, 0), asleep);
        Assert.Equal(3, published);
        Assert.Equal(0, _worker.Behavior.Calls);
        Assert.Empty(await _worker.TakeAsync("answers-dlq"));
    }

    [Fact]
    public async Task The_message_of_a_scheduled_event_is_delayed_until_it_is_due()
    {
        await _worker.RunAsync();
        await using (var scope = _worker.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<IMessageScheduler>().SchedulePublish(
                DateTime.UtcNow.AddMinutes(10), new Answered("later"), Token);
            await scope.ServiceProvider.GetRequiredService<AnswerDbContext>().SaveChangesAsync(Token);
        }

        await _worker.TerminateAsync();

        var url = await _worker.Provisioner.Sqs.GetQueueUrlAsync("answers", Token);
        var queue = await _worker.Provisioner.Sqs.GetQueueAttributesAsync(url.QueueUrl, ["All"], Token);
        Assert.Equal((0, 1), (queue.ApproximateNumberOfMessages, queue.ApproximateNumberOfMessagesDelayed));
    }

    [Fact]
    public async Task The_message_and_the_log_say_how_many_events_are_unsent()
    {
        await RunWithoutBusAsync();
        await CommitAsync(3);
        await _worker.TerminateAsync();

        var message = Assert.Single(await _worker.TakeAsync("answers"));

        Assert.Equal("3 events in the outbox of this worker are unsent.", message.Body);
        Assert.True(message.MessageAttributes.ContainsKey(SqsHeaders.WakeUp));
        Assert.Contains(_worker.Log.Events, line => line.RenderMessage(null).Contains("3 events\" are unsent at the stop", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_bus_that_hangs_until_the_stop_leaves_time_for_the_message()
    {
        _worker.Replace = services => services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(6));
        await RunAsync();
        _worker.Faults = new FaultSettings { LatencyMs = 60_000, Operations = ["events:PutEvents", "events:DescribeEventBus"] };
        await CommitAsync(500);

        await _worker.TerminateAsync();
        _worker.Faults = FaultSettings.None;

        Assert.Equal((1, 0), await _worker.CountAsync());
    }

    [Fact]
    public async Task A_stop_without_unsent_events_leaves_none()
    {
        await RunAsync();
        await CommitAsync(3);

        await _worker.TerminateAsync();

        Assert.Equal((0, 0), await _worker.CountAsync());
        Assert.Equal(3, await TakeAllAsync("tap", 3));
    }

    [Fact]
    public async Task Refused_events_start_no_worker()
    {
        await RunWithoutBusAsync();
        await CommitAsync(1);
        await UseAsync(db => db.Outbox.ExecuteUpdateAsync(
            set => set.SetProperty(entry => entry.RefusedAt, 1L).SetProperty(entry => entry.NotBefore, long.MaxValue).SetProperty(entry => entry.Owner, (string?)null),
            Token));

        await _worker.TerminateAsync();

        Assert.Equal((0, 0), await _worker.CountAsync());
    }

    [Fact]
    public async Task A_message_that_cannot_be_sent_is_a_warning_that_says_what_remains()
    {
        await RunWithoutBusAsync();
        await CommitAsync(3);
        _worker.Faults = new FaultSettings { ServerError = 1, Operations = ["sqs:SendMessage"] };

        await _worker.TerminateAsync();

        var warning = Assert.Single(
            _worker.Log.Events,
            line => line.Level == LogEventLevel.Warning && line.RenderMessage(null).Contains("no wake-up message", StringComparison.Ordinal));
        Assert.Contains("3 events", warning.RenderMessage(null), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_without_a_queue_sends_none()
    {
        _worker.AddConsumers = _ => { };
        await _worker.RunAsync(LogEventLevel.Information, "--Bus", "missing");
        await CommitAsync(3);

        await _worker.TerminateAsync();

        Assert.Equal((0, 0), await _worker.CountAsync());
        Assert.DoesNotContain(_worker.Log.Events, line => line.RenderMessage(null).Contains("wake-up", StringComparison.Ordinal));
    }

    private Task RunWithoutBusAsync() => RunAsync("--Bus", "missing");

    /// <summary>Ends when the worker receives: only then does a stop end that.</summary>
    private async Task RunAsync(params string[] settings)
    {
        await _worker.RunAsync(LogEventLevel.Information, settings);
        var health = _worker.Services.GetRequiredService<HealthCheckService>();
        await Eventually.UntilAsync(async () =>
            (await health.CheckHealthAsync(check => check.Tags.Contains("masstransit"), Token)).Status == HealthStatus.Healthy);
    }

    private Task CommitAsync(int events) => UseAsync(async db =>
    {
        for (var i = 0; i < events; i++)
            db.AddEvent(new OutboxEntry { EventId = Guid.NewGuid(), Source = "tests", DetailType = "Answered", Detail = "{}"u8.ToArray(), OccurredAt = DateTime.UtcNow.Ticks });
        await db.SaveChangesAsync(Token);
    });

    private async Task UseAsync(Func<AnswerDbContext, Task> use)
    {
        await using var scope = _worker.Services.CreateAsyncScope();
        await use(scope.ServiceProvider.GetRequiredService<AnswerDbContext>());
    }

    private async Task<int> UnsentAsync() =>
        (await _worker.Http.GetFromJsonAsync<JsonObject>("/outbox", Token))!["unsent"]!.GetValue<int>();

    private async Task<int> TakeAllAsync(string queue, int count)
    {
        var taken = 0;
        return await Eventually.GetAsync(async () => taken += (await _worker.TakeAsync(queue)).Count, all => all >= count);
    }
}

public sealed class OutboxWakeUpTestsOnSqlite() : StopWakeUpTests(DatabaseKind.Sqlite);

public sealed class OutboxWakeUpTestsOnPostgres() : StopWakeUpTests(DatabaseKind.Postgres);
