using Microsoft.AspNetCore.Http;
using Workers.LocalAws.Http;

namespace Workers.LocalAws.Hosting;

/// <summary>What is not AWS: <c>GET /_localaws/health</c> and <c>GET /_localaws/requests</c>.</summary>
internal sealed class StatusPages(LocalAwsOptions options, RequestLog requests)
{
    private const string Root = "/_localaws";
    private const string Json = "application/json";

    public static bool Has(HttpContext context) => context.Request.Path.StartsWithSegments(Root, StringComparison.Ordinal);

    public Task HandleAsync(HttpContext context)
    {
        context.Request.Path.StartsWithSegments(Root, StringComparison.Ordinal, out var page);
        if (HttpMethods.IsGet(context.Request.Method) && page == "/health")
            return HealthAsync(context);
        if (HttpMethods.IsGet(context.Request.Method) && page == "/requests")
            return RequestsAsync(context);

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return AwsErrors.WriteJsonAsync(context, Json, writer =>
            writer.WriteString("message", "There is GET /_localaws/health and GET /_localaws/requests."));
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
