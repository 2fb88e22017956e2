using Microsoft.AspNetCore.Http;
using Workers.LocalAws.Faults;
using Workers.LocalAws.Http;

namespace Workers.LocalAws.Hosting;

/// <summary>What is not AWS: <c>GET /_localaws/health</c>, <c>GET /_localaws/requests</c> and <c>/_localaws/faults</c>.</summary>
internal sealed class StatusPages(LocalAwsOptions options, RequestLog requests, FaultPages faults)
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
            ("GET", "/faults") => faults.ShowAsync(context),
            ("PUT", "/faults") => faults.ReplaceAsync(context),
            ("DELETE", "/faults") => faults.EndAsync(context),
            _ => NotFoundAsync(context),
        };
    }

    private static Task NotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return AwsErrors.WriteJsonAsync(context, Json, writer => writer.WriteString(
            "message", "There is GET /_localaws/health, GET /_localaws/requests, and GET, PUT and DELETE /_localaws/faults."));
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
}
