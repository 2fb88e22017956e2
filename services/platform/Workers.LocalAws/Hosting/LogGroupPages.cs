using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Workers.LocalAws.EventBridge.Delivery;
using Workers.LocalAws.Http;

namespace Workers.LocalAws.Hosting;

/// <summary>
/// <c>GET /_localaws/log-groups</c>, the log groups that got events of rules, and <c>GET /_localaws/log-groups/events?name=NAME</c>, the
/// latest events of one.
/// </summary>
internal sealed class LogGroupPages(LogGroups groups)
{
    private const string Json = "application/json";

    public Task ShowAsync(HttpContext context) => AwsErrors.WriteJsonAsync(context, Json, writer =>
    {
        writer.WriteStartArray("logGroups");
        foreach (var (name, count) in groups.All)
        {
            writer.WriteStartObject();
            writer.WriteString("logGroupName", name);
            writer.WriteNumber("events", count);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    public Task ShowEventsAsync(HttpContext context)
    {
        string? name = context.Request.Query["name"];
        if (groups.Find(name ?? "") is { } events)
            return AwsErrors.WriteJsonAsync(context, Json, writer => Write(writer, name!, events));
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return AwsErrors.WriteJsonAsync(context, Json, writer => writer.WriteString("message", $"There is no log group '{name}' with events."));
    }

    private static void Write(Utf8JsonWriter writer, string name, IReadOnlyList<(DateTimeOffset At, byte[] Message)> events)
    {
        writer.WriteString("logGroupName", name);
        writer.WriteStartArray("events");
        foreach (var (at, message) in events)
        {
            writer.WriteStartObject();
            writer.WriteNumber("timestamp", at.ToUnixTimeMilliseconds());
            writer.WriteString("message", message);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
