using System.Text.Json.Nodes;

namespace Workers.LocalAws.Tests.Scheduler;

/// <summary>Source: the EventBridge Scheduler user guide, "Schedule types" and "Adding context attributes".</summary>
public sealed class ScheduleRunTests : SchedulerTest
{
    [Theory]
    [InlineData("NONE", true)]
    [InlineData("DELETE", false)]
    public async Task A_one_time_schedule_sends_its_message_once(string after, bool stays)
    {
        var url = await CreateQueueAsync("payment");
        await CreateAsync(At("2026-01-02T03:05:00", Target(input: "later"), after));

        Time.Advance(TimeSpan.FromSeconds(54));
        Assert.Empty(await ReceiveAsync(url));
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("later", Assert.Single(await ReceiveAsync(url)).Body);
        Time.Advance(TimeSpan.FromDays(1));

        Assert.Equal("1", (await CountsAsync(url)).Visible);
        Assert.Equal(stays, (await CallAsync(HttpMethod.Get, "/schedules"))["Schedules"]!.AsArray().Count == 1);
    }

    [Fact]
    public async Task A_time_can_be_months_away()
    {
        var url = await CreateQueueAsync("payment", ("MessageRetentionPeriod", "1209600"));
        await CreateAsync(At("2026-05-01T00:00:00"));

        Time.Advance(TimeSpan.FromDays(118));
        Assert.Empty(await ReceiveAsync(url));
        Time.Advance(TimeSpan.FromDays(1));

        Assert.Single(await ReceiveAsync(url));
    }

    [Fact]
    public async Task A_time_is_in_the_time_zone_of_the_schedule()
    {
        var url = await CreateQueueAsync("payment");
        await CreateAsync(new
        {
            ScheduleExpression = "at(2026-01-02T04:05:00)",
            ScheduleExpressionTimezone = "Europe/Berlin",
            FlexibleTimeWindow = Off,
            Target = Target(),
        });

        Time.Advance(TimeSpan.FromSeconds(55));

        Assert.Single(await ReceiveAsync(url));
    }

    [Fact]
    public async Task An_event_goes_to_the_rules_of_the_bus()
    {
        var url = await CreateQueueAsync("payment");
        await Http.EventsAsync("PutRule", new { Name = "orders", EventPattern = """{"source":["store.orders"]}""" });
        await Http.EventsAsync("PutTargets", new { Rule = "orders", Targets = new[] { new { Id = "t", Arn = Arn("payment") } } });
        await CreateAsync(At("2026-01-02T03:05:00", new
        {
            Arn = BusArn,
            RoleArn = Role,
            Input = """{"due":"<aws.scheduler.scheduled-time>","by":"<aws.scheduler.schedule-arn>"}""",
            EventBridgeParameters = new { Source = "store.orders", DetailType = "PaymentDue" },
        }));

        Time.Advance(TimeSpan.FromMinutes(1));

        var received = JsonNode.Parse(Assert.Single(await ReceiveAsync(url)).Body)!.AsObject();
        received.Remove("id");
        Assert.Equal(
            $$$"""{"version":"0","detail-type":"PaymentDue","source":"store.orders","account":"000000000000","time":"2026-01-02T03:05:00Z","region":"eu-west-1","resources":["{{{ScheduleArn}}}"],"detail":{"due":"2026-01-02T03:05:00Z","by":"{{{ScheduleArn}}}"}}""",
            received.ToJsonString());
    }

    [Fact]
    public async Task A_rate_runs_at_once_and_then_at_its_interval()
    {
        var url = await CreateQueueAsync("payment");
        await CreateAsync(Rate("2 minutes"));
        Assert.Equal("1", (await CountsAsync(url)).Visible);

        Time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal("3", (await CountsAsync(url)).Visible);
    }

    [Fact]
    public async Task A_rate_runs_at_once_also_while_time_passes()
    {
        var url = await CreateQueueAsync("payment");
        Time.AutoAdvanceAmount = TimeSpan.FromMicroseconds(1);

        await CreateAsync(Rate("1 day"));
        Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("1", (await CountsAsync(url)).Visible);
    }

    [Fact]
    public async Task A_rate_does_not_run_after_its_end()
    {
        var url = await CreateQueueAsync("payment");
        await CreateAsync(Rate("1 hour", end: Time.GetUtcNow().ToUnixTimeSeconds() - 60));

        Time.Advance(TimeSpan.FromHours(2));

        Assert.Equal("0", (await CountsAsync(url)).Visible);
    }

    [Fact]
    public async Task A_rate_runs_from_its_start_to_its_end()
    {
        var url = await CreateQueueAsync("payment");
        var now = Time.GetUtcNow().ToUnixTimeSeconds();
        await CreateAsync(Rate("1 hour", start: now + 60, end: now + 60 + 7200));
        Assert.Equal("0", (await CountsAsync(url)).Visible);

        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("1", (await CountsAsync(url)).Visible);
        Time.Advance(TimeSpan.FromHours(5));
        Assert.Equal("3", (await CountsAsync(url)).Visible);
    }

    [Fact]
    public async Task A_disabled_schedule_does_not_run_until_it_is_enabled()
    {
        var url = await CreateQueueAsync("payment");
        await CreateAsync(Rate("1 minute", state: "DISABLED"));
        Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Empty(await ReceiveAsync(url));

        await CallAsync(HttpMethod.Put, "/schedules/later", Rate("1 minute"));
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Single(await ReceiveAsync(url));
    }

    [Fact]
    public async Task A_message_for_a_missing_queue_goes_to_the_dead_letter_queue()
    {
        var dead = await CreateQueueAsync("dead");
        await CreateAsync(At(
            "2026-01-02T03:05:00",
            new { Arn = Arn("gone"), RoleArn = Role, Input = "later", DeadLetterConfig = new { Arn = Arn("dead") } }));

        Time.Advance(TimeSpan.FromMinutes(1));

        var message = Assert.Single(await ReceiveAsync(dead));
        Assert.Equal(("later", ScheduleArn), (message.Body, message.MessageAttributes["SCHEDULE_ARN"].StringValue));
    }

    [Fact]
    public async Task A_message_that_a_FIFO_queue_refuses_goes_to_the_dead_letter_queue()
    {
        var dead = await CreateQueueAsync("dead");
        await CreateQueueAsync("payment.fifo", ("FifoQueue", "true"));
        await CreateAsync(At("2026-01-02T03:05:00", new
        {
            Arn = Arn("payment.fifo"),
            RoleArn = Role,
            Input = "later",
            SqsParameters = new { MessageGroupId = "group" },
            DeadLetterConfig = new { Arn = Arn("dead") },
        }));

        Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("INVALID_PARAMETER", Assert.Single(await ReceiveAsync(dead)).MessageAttributes["ERROR_CODE"].StringValue);
    }

    [Fact]
    public async Task Without_an_input_a_queue_gets_a_scheduled_event()
    {
        var url = await CreateQueueAsync("payment");
        await CreateAsync(At("2026-01-02T03:05:00", Target(input: null)));

        Time.Advance(TimeSpan.FromMinutes(1));

        var received = JsonNode.Parse(Assert.Single(await ReceiveAsync(url)).Body)!;
        Assert.Equal(("aws.scheduler", "{}"), ((string)received["source"]!, (string)received["detail"]!));
    }
}
