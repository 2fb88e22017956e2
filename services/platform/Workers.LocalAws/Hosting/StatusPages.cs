using Microsoft.AspNetCore.Http;
using Workers.LocalAws.DeadLetters;
using Workers.LocalAws.Faults;
using Workers.LocalAws.Http;
using Workers.LocalAws.Page;

namespace Workers.LocalAws.Hosting;

/// <summary>
/// LocalAws's own endpoints, below <c>/_localaws</c>: the page, health, requests, faults, topology, messages, log groups and dead letters.
/// </summary>
internal sealed class StatusPages(
    LocalAwsOptions options,
    RequestLog requests,
    CallerLog callers,
    FaultPages faults,
    TopologyPages topology,
    LogGroupPages logGroups,
    DeadLetterEndpoints deadLetters)
{
    private const string Root = "/_localaws";
    private const string Json = "application/json";

    /// <summary>Whether the request is for one of these, or is a browser's for the root: AWS calls never ask for HTML.</summary>
    public static bool Has(HttpContext context) =>
        context.Request.Path.StartsWithSegments(Root, StringComparison.Ordinal) || IsBrowserAtRoot(context.Request);

    public Task HandleAsync(HttpContext context)
    {
        CrossOriginGuard.AddHeaders(context.Response);
        if (!context.Request.Path.StartsWithSegments(Root, StringComparison.Ordinal, out var page))
        {
            context.Response.Redirect(Root + "/");
            return Task.CompletedTask;
        }

        if (CrossOriginGuard.Refusal(context.Request) is { } refusal)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return AwsErrors.WriteJsonAsync(context, Json, writer => writer.WriteString("message", refusal));
        }

        var method = context.Request.Method;
        return (PageFiles.Find(method, page.Value) ?? deadLetters.Find(method, page.Value)) is { } answer
            ? answer(context)
            : AnswerAsync(context, page.Value);
    }

    private Task AnswerAsync(HttpContext context, string? page) => (context.Request.Method, page) switch
    {
        ("GET", "/health") => HealthAsync(context),
        ("GET", "/requests") => RequestsAsync(context),
        ("GET", "/callers") => CallersAsync(context),
        ("GET", "/faults") => faults.ShowAsync(context),
        ("PUT", "/faults") => faults.ReplaceAsync(context),
        ("DELETE", "/faults") => faults.EndAsync(context),
        ("GET", "/topology") => topology.ShowAsync(context),
        ("GET", "/log-groups") => logGroups.ShowAsync(context),
        ("GET", "/log-groups/events") => logGroups.ShowEventsAsync(context),
        ("GET", var path) when QueueOf(path) is { } queue => topology.ShowMessagesAsync(context, queue),
        _ => NotFoundAsync(context),
    };

    private static bool IsBrowserAtRoot(HttpRequest request) =>
        request.Path == "/"
        && (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && !request.Headers.ContainsKey("X-Amz-Target")
        && !request.Query.ContainsKey("Action")
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private static string? QueueOf(string? path) =>
        path?.Split('/') is ["", "queues", { Length: > 0 } queue, "messages"] ? queue : null;

    private static Task NotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return AwsErrors.WriteJsonAsync(context, Json, writer => writer.WriteString(
            "message",
            "Endpoints: the page at /_localaws/, GET /_localaws/health, GET /_localaws/requests, GET /_localaws/callers, GET, PUT and DELETE "
            + "/_localaws/faults, GET /_localaws/topology, GET /_localaws/queues/{name}/messages, GET /_localaws/log-groups, "
            + "GET /_localaws/log-groups/events?name={name}, GET /_localaws/dead-letters, "
            + "GET /_localaws/dead-letters/{queue}/messages and /export, and POST /_localaws/dead-letters/{queue}/redrive and /delete."));
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
