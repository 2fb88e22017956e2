using System.Net;
using System.Text.Json;

namespace Workers.LocalAws.Tests.Storage;

/// <summary>The clock is at 03:04:05 on 2 January 2026.</summary>
public sealed class ScheduleStorageTests : StorageTest
{
    [Fact]
    public async Task A_schedule_survives_a_restart_with_all_its_settings()
    {
        await CreateAsync(
            "rate(1 minute)", state: "DISABLED", start: Time.GetUtcNow().ToUnixTimeSeconds() + 60, end: Time.GetUtcNow().ToUnixTimeSeconds() + 600);
        Time.Advance(TimeSpan.FromMinutes(1));
        var before = await DescribeAsync();

        await RestartAsync();

        Assert.Equal(before, await DescribeAsync());
    }

    [Fact]
    public async Task A_rate_keeps_its_rhythm_and_skips_the_times_without_a_server()
    {
        await CreateQueueAsync("payment");
        await CreateAsync("rate(10 minutes)");
        Time.Advance(TimeSpan.FromMinutes(1));

        await StopForAsync(TimeSpan.FromMinutes(24));
        Assert.Equal("hello", await BodiesAsync("payment"));
        Time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(2, (await ReceiveAsync(await UrlAsync("payment"))).Count);
    }

    [Fact]
    public async Task A_one_time_schedule_runs_once_after_a_restart()
    {
        await CreateQueueAsync("payment");
        await CreateAsync("at(2026-01-02T03:10:00)");
        await RestartAsync();
        Time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal("1", await CountAsync());

        await RestartAsync();
        Time.Advance(TimeSpan.FromMinutes(6));

        Assert.Equal("1", await CountAsync());
    }

    [Fact]
    public async Task A_one_time_schedule_whose_time_passes_without_a_server_runs_at_the_start()
    {
        await CreateQueueAsync("payment");
        await CreateAsync("at(2026-01-02T03:10:00)", after: "DELETE");

        await StopForAsync(TimeSpan.FromHours(1));
        Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("1", await CountAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await Http.GetAsync("/schedules/later")).Status);

        await RestartAsync();
        Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("1", await CountAsync());
    }

    [Fact]
    public async Task A_rate_that_ends_without_a_server_is_completed_at_the_start()
    {
        await CreateAsync("rate(1 minute)", end: Time.GetUtcNow().ToUnixTimeSeconds() + 600, after: "DELETE");

        await StopForAsync(TimeSpan.FromHours(1));

        Assert.Equal(HttpStatusCode.NotFound, (await Http.GetAsync("/schedules/later")).Status);
    }

    [Fact]
    public async Task A_deleted_schedule_does_not_come_back()
    {
        await CreateAsync("rate(1 minute)");
        await RestartAsync();
        await Http.SendAsync(HttpMethod.Delete, "/schedules/later", null);

        await RestartAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await Http.GetAsync("/schedules/later")).Status);
    }

    private async Task StopForAsync(TimeSpan time)
    {
        await StopAsync();
        Time.Advance(time);
        await InitializeAsync();
    }

    private async Task CreateAsync(string expression, string state = "ENABLED", long? start = null, long? end = null, string after = "NONE")
    {
        var answer = await Http.SendAsync(HttpMethod.Post, "/schedules/later", JsonSerializer.Serialize(new
        {
            ScheduleExpression = expression,
            ScheduleExpressionTimezone = "UTC",
            FlexibleTimeWindow = new { Mode = "FLEXIBLE", MaximumWindowInMinutes = 5 },
            Target = new { Arn = Arn("payment"), RoleArn = "arn:aws:iam::000000000000:role/scheduler", Input = "hello" },
            Description = "later",
            StartDate = start,
            EndDate = end,
            State = state,
            ActionAfterCompletion = after,
        }));
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Body);
    }

    private async Task<string> DescribeAsync() => (await Http.GetAsync("/schedules/later")).Body;

    private async Task<string> CountAsync() => await AttributeAsync(await UrlAsync("payment"), "ApproximateNumberOfMessages");
}
