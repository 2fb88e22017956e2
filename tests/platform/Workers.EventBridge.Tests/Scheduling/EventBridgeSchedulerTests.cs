using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Workers.EventBridge.Publishing;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Scheduling;

/// <summary>Scheduled messages of a host without an outbox, as schedules of EventBridge Scheduler.</summary>
public sealed class EventBridgeSchedulerTests : TransportTest
{
    private const string Role = "arn:aws:iam::123456789012:role/scheduler";

    private static readonly TimeSpan Delay = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task An_event_is_published_when_it_is_due()
    {
        await StartAsync();

        await UseAsync(scheduler => scheduler.SchedulePublish(DateTime.UtcNow + Delay, new OrderPlaced { OrderId = "o1" }, Cancelled));
        var schedule = Assert.Single(await SchedulesAsync());
        Time.Advance(Delay + TimeSpan.FromSeconds(2));

        var order = await Orders.OneAsync();
        Assert.Equal("o1", order.Message.OrderId);
        Assert.Equal(schedule, $"{order.Headers.Get<Guid>(MessageHeaders.SchedulingTokenId)}");
    }

    [Fact]
    public async Task Its_schedule_runs_once_and_is_deleted()
    {
        await StartAsync();
        await UseAsync(scheduler => scheduler.SchedulePublish(DateTime.UtcNow + Delay, new OrderPlaced { OrderId = "o1" }, Cancelled));

        var schedule = await ScheduleAsync(Assert.Single(await SchedulesAsync()));
        Time.Advance(Delay + TimeSpan.FromSeconds(2));

        await Eventually.UntilAsync(async () => (await SchedulesAsync()).Count == 0);
        Assert.Equal(
            ("OFF", "DELETE", "at(2026-01-02T03:14:05)", Role),
            ((string?)schedule["FlexibleTimeWindow"]!["Mode"], (string?)schedule["ActionAfterCompletion"], (string?)schedule["ScheduleExpression"], (string?)schedule["Target"]!["RoleArn"]));
    }

    [Fact]
    public async Task A_message_is_sent_to_its_queue_when_it_is_due()
    {
        await StartAsync();

        await UseAsync(scheduler => scheduler.ScheduleSend(
            new Uri("queue:orders"), DateTime.UtcNow + Delay, new OrderPlaced { OrderId = "o1" }, Cancelled));
        Time.Advance(Delay + TimeSpan.FromSeconds(2));

        Assert.Equal("o1", (await Orders.OneAsync()).Message.OrderId);
        Assert.Equal((0, 0), await Bus.CountAsync("tap"));
    }

    [Fact]
    public async Task A_consumer_schedules_too()
    {
        await StartAsync();
        Orders.Work = context => context.Message.OrderId == "later"
            ? Task.CompletedTask
            : context.SchedulePublish(Delay, new OrderPlaced { OrderId = "later" }, Cancelled);

        await Bus.PutOrdersAsync(1);
        await Eventually.UntilAsync(async () => (await SchedulesAsync()).Count == 1);
        Time.Advance(Delay + TimeSpan.FromSeconds(2));

        await Eventually.UntilAsync(() => Orders.Count == 2);
    }

    [Fact]
    public async Task A_cancelled_event_has_no_schedule()
    {
        await StartAsync();
        await UseAsync(async scheduler =>
        {
            var scheduled = await scheduler.SchedulePublish(DateTime.UtcNow + Delay, new OrderPlaced { OrderId = "o1" }, Cancelled);
            Assert.Single(await SchedulesAsync());

            await scheduler.CancelScheduledPublish<OrderPlaced>(scheduled.TokenId, Cancelled);
        });

        Assert.Empty(await SchedulesAsync());
    }

    [Fact]
    public async Task To_cancel_an_event_that_was_published_does_nothing()
    {
        await StartAsync();

        await UseAsync(scheduler => scheduler.CancelScheduledPublish<OrderPlaced>(Guid.NewGuid(), Cancelled));
    }

    [Fact]
    public async Task Keywords_of_EventBridge_Scheduler_in_an_event_stay_as_they_are()
    {
        await StartAsync();
        const string Text = "<aws.scheduler.execution-id>";

        await UseAsync(scheduler => scheduler.SchedulePublish(DateTime.UtcNow + Delay, new OrderPlaced { OrderId = "o1", Note = Text }, Cancelled));
        Time.Advance(Delay + TimeSpan.FromSeconds(2));

        Assert.Equal(Text, (await Orders.OneAsync()).Message.Note);
    }

    [Fact]
    public async Task A_group_that_does_not_exist_is_an_error_that_names_it_and_the_permissions()
    {
        await StartAsync(group: "reminders");

        var error = await Assert.ThrowsAsync<EventPublishException>(
            () => UseAsync(scheduler => scheduler.SchedulePublish(DateTime.UtcNow + Delay, new OrderPlaced { OrderId = "o1" }, Cancelled)));

        Assert.Equal("ResourceNotFoundException", error.Code);
        Assert.Contains("group 'reminders'", error.Message, StringComparison.Ordinal);
        Assert.Contains("iam:PassRole", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_queue_that_does_not_exist_is_an_error_that_names_it()
    {
        await StartAsync();

        var error = await Assert.ThrowsAnyAsync<Exception>(() => UseAsync(scheduler => scheduler.ScheduleSend(
            new Uri("queue:missing"), DateTime.UtcNow + Delay, new OrderPlaced { OrderId = "o1" }, Cancelled)));

        Assert.Contains("Queue 'missing' was not found: nothing was scheduled.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_is_too_large_is_refused_without_a_call()
    {
        await StartAsync();

        var error = await Assert.ThrowsAsync<EventPublishException>(() => UseAsync(scheduler => scheduler.SchedulePublish(
            DateTime.UtcNow + Delay, new OrderPlaced { OrderId = new string('x', 262_144) }, Cancelled)));

        Assert.Equal(("MessageTooLarge", 0), (error.Code, Bus.Calls("scheduler:CreateSchedule")));
    }

    [Fact]
    public async Task A_role_that_is_no_ARN_is_refused_at_configuration()
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(
            () => StartAsync(new WorkerSetup { Factory = cfg => cfg.UseEventBridgeScheduler("scheduler") }));

        Assert.Contains("'scheduler' is not the ARN of a role", error.ToString(), StringComparison.Ordinal);
    }

    private Task<WorkerHost> StartAsync(string group = "default") =>
        StartConsumerAsync(setup: new WorkerSetup { Factory = cfg => cfg.UseEventBridgeScheduler(Role, group) });

    private async Task UseAsync(Func<IMessageScheduler, Task> use)
    {
        await using var scope = Workers[^1].Services.CreateAsyncScope();
        await use(scope.ServiceProvider.GetRequiredService<IMessageScheduler>());
    }

    private async Task<List<string>> SchedulesAsync() =>
        [.. (await GetAsync("schedules"))["Schedules"]!.AsArray().Select(schedule => (string)schedule!["Name"]!)];

    private Task<JsonObject> ScheduleAsync(string name) => GetAsync($"schedules/{name}");

    private async Task<JsonObject> GetAsync(string path)
    {
        using var http = new HttpClient { BaseAddress = Bus.Server.Endpoint };
        return (await http.GetFromJsonAsync<JsonObject>(path, Cancelled))!;
    }
}
