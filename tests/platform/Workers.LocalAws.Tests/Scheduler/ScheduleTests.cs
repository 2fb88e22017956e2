using System.Net;
using System.Text.Json.Nodes;

namespace Workers.LocalAws.Tests.Scheduler;

/// <summary>Sources: the EventBridge Scheduler API reference; errors are recorded answers where they say so.</summary>
public sealed class ScheduleTests : SchedulerTest
{
    [Fact]
    public async Task A_schedule_is_described_and_listed()
    {
        Assert.Equal($$"""{"ScheduleArn":"{{ScheduleArn}}"}""", (await CreateAsync(At("2026-01-02T03:05:00"))).ToJsonString());

        var time = Time.GetUtcNow().ToUnixTimeSeconds();
        var members =
            $$"""
            "Arn":"{{ScheduleArn}}","Name":"later","GroupName":"default","State":"ENABLED","CreationDate":{{time}},"LastModificationDate":{{time}}
            """;
        Assert.Equal(
            $$$"""
            {{{{members}}},"ScheduleExpression":"at(2026-01-02T03:05:00)","ScheduleExpressionTimezone":"UTC","ActionAfterCompletion":"NONE","FlexibleTimeWindow":{"Mode":"OFF"},"Target":{"Arn":"{{{Arn("payment")}}}","RoleArn":"arn:aws:iam::000000000000:role/scheduler","Input":"{}"}}
            """,
            (await CallAsync(HttpMethod.Get, "/schedules/later?groupName=default")).ToJsonString());
        Assert.Equal(
            $$$"""{"Schedules":[{{{{members}}},"Target":{"Arn":"{{{Arn("payment")}}}"}}]}""",
            (await CallAsync(HttpMethod.Get, "/schedules?NamePrefix=la&State=ENABLED")).ToJsonString());
        Assert.Empty((await CallAsync(HttpMethod.Get, "/schedules?NamePrefix=x"))["Schedules"]!.AsArray());
    }

    [Fact]
    public async Task Schedules_are_listed_page_by_page()
    {
        foreach (var name in (string[])["b", "a", "c"])
            await CallAsync(HttpMethod.Post, $"/schedules/{name}", At("2026-01-02T03:05:00"));

        var first = await CallAsync(HttpMethod.Get, "/schedules?MaxResults=2");
        var second = await CallAsync(HttpMethod.Get, $"/schedules?MaxResults=2&NextToken={Uri.EscapeDataString((string)first["NextToken"]!)}");

        Assert.Equal(["a", "b"], first["Schedules"]!.AsArray().Select(schedule => (string)schedule!["Name"]!));
        Assert.Equal("c", (string)Assert.Single(second["Schedules"]!.AsArray())!["Name"]!);
    }

    [Fact]
    public async Task An_update_replaces_all_and_a_deleted_schedule_is_gone()
    {
        var url = await CreateQueueAsync("payment");
        await CreateAsync(At("2026-01-02T03:05:00"));

        await CallAsync(HttpMethod.Put, "/schedules/later", At("2026-01-02T03:06:00"));
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(await ReceiveAsync(url));

        await CallAsync(HttpMethod.Delete, "/schedules/later");
        Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Empty(await ReceiveAsync(url));
        Assert.Equal(
            (HttpStatusCode.NotFound, "ResourceNotFoundException", "Schedule later does not exist."),
            await RefuseAsync(HttpMethod.Get, "/schedules/later"));
    }

    [Fact]
    public async Task A_name_is_taken_but_the_same_request_may_come_twice()
    {
        var request = JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(At("2026-01-02T03:05:00")))!.AsObject();
        request["ClientToken"] = "token";
        await CreateAsync(request);

        await CreateAsync(request);
        request["ClientToken"] = "other";

        Assert.Equal(
            (HttpStatusCode.Conflict, "ConflictException", "Schedule later already exists."),
            await RefuseAsync(HttpMethod.Post, "/schedules/later", request));
    }

    [Theory]
    // Recorded answer, for another expression.
    [InlineData("at(2026-01-02)", "Invalid Schedule Expression at(2026-01-02).")]
    [InlineData("rate(1 minutes)", "Invalid Schedule Expression rate(1 minutes).")]
    [InlineData("rate(2 minute)", "Invalid Schedule Expression rate(2 minute).")]
    [InlineData("rate(0 minutes)", "Invalid Schedule Expression rate(0 minutes).")]
    [InlineData("rate(2000000000 days)", "Invalid Schedule Expression rate(2000000000 days).")]
    [InlineData("rate(5 seconds)", "Invalid Schedule Expression rate(5 seconds).")]
    [InlineData("cron(0 1 * * ? *)", "Invalid Schedule Expression cron(0 1 * * ? *).")]
    [InlineData("at(2026-01-02T03:04:04)", "Invalid Schedule Expression at(2026-01-02T03:04:04).")]
    public async Task An_expression_that_can_not_run_is_refused(string expression, string message)
    {
        var (status, type, text) = await RefuseAsync(
            HttpMethod.Post, "/schedules/later", new { ScheduleExpression = expression, FlexibleTimeWindow = Off, Target = Target() });

        Assert.Equal((HttpStatusCode.BadRequest, "ValidationException", message), (status, type, text.Split('\n')[0]));
    }

    [Theory]
    [InlineData("""{"Arn":"arn:aws:lambda:eu-west-1:000000000000:function:f","RoleArn":"arn:aws:iam::000000000000:role/r"}""", "its own queues")]
    [InlineData("""{"Arn":"arn:aws:sqs:eu-west-1:000000000000:q"}""", "'target.roleArn' failed to satisfy")]
    [InlineData("""{"Arn":"arn:aws:events:eu-west-1:000000000000:event-bus/default","RoleArn":"arn:aws:iam::000000000000:role/r","Input":"{}"}""",
        "'target.eventBridgeParameters' failed to satisfy")]
    [InlineData("""{"Arn":"arn:aws:events:eu-west-1:000000000000:event-bus/default","RoleArn":"arn:aws:iam::000000000000:role/r","Input":"[]","EventBridgeParameters":{"Source":"s","DetailType":"d"}}""",
        "must be a JSON object")]
    [InlineData("""{"Arn":"arn:aws:events:eu-west-1:000000000000:event-bus/default","RoleArn":"arn:aws:iam::000000000000:role/r","Input":"{}","EventBridgeParameters":{"Source":"s"}}""",
        "'target.eventBridgeParameters.detailType' failed to satisfy")]
    [InlineData("""{"Arn":"arn:aws:sqs:eu-west-1:000000000000:q","RoleArn":"r"}""", "'target.roleArn' failed to satisfy")]
    [InlineData("""{"Arn":"arn:aws:sqs:eu-west-1:000000000000:q","RoleArn":"arn:aws:iam::000000000000:role/r","RetryPolicy":{"MaximumRetryAttempts":186}}""", "between 0 and 185")]
    [InlineData("""{"Arn":"arn:aws:sqs:eu-west-1:000000000000:q","RoleArn":"arn:aws:iam::000000000000:role/r","RetryPolicy":{"MaximumEventAgeInSeconds":59}}""", "between 60 and 86400")]
    [InlineData("""{"Arn":"arn:aws:sqs:eu-west-1:000000000000:q","RoleArn":"arn:aws:iam::000000000000:role/r","DeadLetterConfig":{"Arn":"arn:aws:sqs:eu-west-1:000000000000:d.fifo"}}""", "standard queue")]
    [InlineData("""{"Arn":"arn:aws:sqs:eu-west-1:000000000000:q","RoleArn":"arn:aws:iam::000000000000:role/r","EventBridgeParameters":{"Source":"s","DetailType":"d"}}""", "EventBridgeParameters are not valid")]
    [InlineData("""{"Arn":"arn:aws:events:eu-west-1:000000000000:event-bus/default","RoleArn":"arn:aws:iam::000000000000:role/r","Input":"{}","EventBridgeParameters":{"Source":"aws.s3","DetailType":"d"}}""", "'target.eventBridgeParameters.source' failed to satisfy")]
    public async Task A_target_that_can_not_work_is_refused(string target, string reason) => Assert.Contains(
        reason,
        (await RefuseAsync(HttpMethod.Post, "/schedules/later", At("2026-01-02T03:05:00", JsonNode.Parse(target)))).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData(-301, null, "earlier than 5 minutes ago")]
    [InlineData(60, 60, "must come after the StartDate")]
    public async Task Dates_that_can_not_be_are_refused(int start, int? end, string reason)
    {
        var now = Time.GetUtcNow().ToUnixTimeSeconds();

        var (_, _, message) = await RefuseAsync(HttpMethod.Post, "/schedules/later", Rate("1 hour", start: now + start, end: now + end));

        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"Mode":"FLEXIBLE"}""", "MaximumWindowInMinutes")]
    [InlineData("""{"Mode":"OFF","MaximumWindowInMinutes":5}""", "MaximumWindowInMinutes")]
    [InlineData("""{"Mode":"SOON"}""", "enum value set")]
    public async Task A_window_that_means_nothing_is_refused(string window, string reason) => Assert.Contains(
        reason,
        (await RefuseAsync(HttpMethod.Post, "/schedules/later", new
        {
            ScheduleExpression = "rate(1 day)",
            FlexibleTimeWindow = JsonNode.Parse(window),
            Target = Target(),
        })).Message,
        StringComparison.Ordinal);

    [Fact]
    public async Task There_is_one_group() => Assert.Equal(
        (HttpStatusCode.NotFound, "ResourceNotFoundException", "Schedule group nope does not exist."),
        await RefuseAsync(HttpMethod.Get, "/schedules?ScheduleGroup=nope"));

    [Fact]
    public async Task A_name_that_aws_would_not_take_is_refused() => Assert.Contains(
        "'name' failed to satisfy",
        (await RefuseAsync(HttpMethod.Post, "/schedules/a%20b", At("2026-01-02T03:05:00"))).Message,
        StringComparison.Ordinal);

    [Fact]
    public async Task Calls_are_counted()
    {
        await CreateAsync(At("2026-01-02T03:05:00"));

        Assert.Equal(1, Server.RequestCounts["scheduler:CreateSchedule"]);
    }
}
