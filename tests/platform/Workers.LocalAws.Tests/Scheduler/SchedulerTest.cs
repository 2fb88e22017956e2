using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workers.LocalAws.Tests.Scheduler;

/// <summary>Speaks REST JSON with EventBridge Scheduler. The clock is at 03:04:05 on 2 January 2026.</summary>
public abstract class SchedulerTest : LocalAwsTest
{
    protected const string BusArn = "arn:aws:events:eu-west-1:000000000000:event-bus/default";

    protected const string ScheduleArn = "arn:aws:scheduler:eu-west-1:000000000000:schedule/default/later";

    protected const string Role = "arn:aws:iam::000000000000:role/scheduler";

    protected static readonly object Off = new { Mode = "OFF" };

    protected static object Target(string queue = "payment", string? input = "{}") => new { Arn = Arn(queue), RoleArn = Role, Input = input };

    protected static object At(string time, object? target = null, string after = "NONE") => new
    {
        ScheduleExpression = $"at({time})",
        FlexibleTimeWindow = Off,
        Target = target ?? Target(),
        ActionAfterCompletion = after,
    };

    protected static object Rate(string rate, object? target = null, long? start = null, long? end = null, string state = "ENABLED") => new
    {
        ScheduleExpression = $"rate({rate})",
        FlexibleTimeWindow = Off,
        Target = target ?? Target(),
        StartDate = start,
        EndDate = end,
        State = state,
    };

    protected async Task<JsonObject> CallAsync(HttpMethod method, string path, object? body = null)
    {
        var answer = await SendAsync(method, path, body);
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Body);
        return JsonNode.Parse(answer.Body)!.AsObject();
    }

    protected Task<JsonObject> CreateAsync(object schedule) => CallAsync(HttpMethod.Post, "/schedules/later", schedule);

    protected async Task<(HttpStatusCode Status, string Type, string Message)> RefuseAsync(HttpMethod method, string path, object? body = null)
    {
        var answer = await SendAsync(method, path, body);
        Assert.Equal("application/json", answer.ContentType);
        return (answer.Status, answer.Headers["x-amzn-ErrorType"], JsonNode.Parse(answer.Body)!["Message"]!.GetValue<string>());
    }

    private Task<Answer> SendAsync(HttpMethod method, string path, object? body) =>
        Http.SendAsync(method, path, body is null ? null : JsonSerializer.Serialize(body));
}
