using Microsoft.AspNetCore.Http;
using Workers.LocalAws.Faults;
using Workers.LocalAws.Http;

namespace Workers.LocalAws.Hosting;

/// <summary>What is not AWS, below <c>/_localaws</c>: health, requests, faults, topology, and what is in a queue.</summary>
internal sealed class StatusPages(LocalAwsOptions options, RequestLog requests, CallerLog callers, FaultPages faults, TopologyPages topology)
{
    private const string Root = "/_localaws";
    private const string Json = "application/json";

    public static bool Has(HttpContext context) => context.Request.Path.StartsWithSegments(Root, StringComparison.Ordinal);

    public Task HandleAsync(HttpContext context)
    {
        context.Request.Path.StartsWithSegments(Root, StringComparison.Ordinal, out var page);
        return (context.Request.Method, page.Value) switch
        {
            ("GET", "/health") => HealthAsync(context),
            ("GET", "/requests") => RequestsAsync(context),
            ("GET", "/callers") => CallersAsync(context),
            ("GET", "/faults") => faults.ShowAsync(context),
            ("PUT", "/faults") => faults.ReplaceAsync(context),
            ("DELETE", "/faults") => faults.EndAsync(context),
            ("GET", "/topology") => topology.ShowAsync(context),
            ("GET", var path) when QueueOf(path) is { } queue => topology.ShowMessagesAsync(context, queue),
            _ => NotFoundAsync(context),
        };
    }

    private static string? QueueOf(string? path) =>
        path?.Split('/') is ["", "queues", { Length: > 0 } queue, "messages"] ? queue : null;

    private static Task NotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return AwsErrors.WriteJsonAsync(context, Json, writer => writer.WriteString(
            "message",
            "There is GET /_localaws/health, GET /_localaws/requests, GET /_localaws/callers, GET, PUT and DELETE /_localaws/faults, GET /_localaws/topology, "
            + "and GET /_localaws/queues/{name}/messages."));
    }

    private Task HealthAsync(HttpContext context) => AwsErrors.WriteJsonAsync(context, Json, writer =>
    {
        writer.WriteString("service", "LocalAws");
        writer.WriteString("status", "Healthy");
        writer.WriteString("region", options.Region);
        writer.WriteString("accountId", options.AccountId);
        writer.WriteNumber("processId", Environment.ProcessId);
    });

    private Task RequestsAsync(HttpContext context) => AwsErrors.WriteJsonAsync(context, Json, writer =>
    {
        foreach (var (operation, count) in requests.Snapshot())
            writer.WriteNumber(operation, count);
    });

    private Task CallersAsync(HttpContext context) => AwsErrors.WriteJsonAsync(context, Json, writer =>
    {
        writer.WriteStartArray("calls");
        foreach (var (entry, count) in callers.All)
        {
            writer.WriteStartObject();
            writer.WriteString("caller", entry.Caller);
            writer.WriteString("operation", entry.Operation);
            writer.WriteString("resource", entry.Resource);
            writer.WriteNumber("count", count);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });
}
