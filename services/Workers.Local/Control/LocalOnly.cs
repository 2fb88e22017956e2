using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Workers.Local.Control;

/// <summary>
/// Keeps other people's web pages out. The server listens on loopback only, but a browser on this machine is on loopback too, and
/// does what the pages that it shows say.
/// </summary>
internal static class LocalOnly
{
    /// <summary>A browser does not send this header to a foreign site without asking it first: no web page can stop a worker.</summary>
    public const string Header = "X-Workers-Local";

    private const string Telemetry = "/v1";

    public static void UseLocalOnly(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (Refusal(context.Request) is { } refusal)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            await context.Response.WriteAsync(refusal, context.RequestAborted);
            return;
        }

        // Scripts and styles come from here and nowhere else; nobody shows the page within his own, or keeps it.
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        await next(context);
    });

    private static string? Refusal(HttpRequest request)
    {
        // A foreign name may be made to point here, and its pages would then be at home.
        if (request.Host.Host is not ("127.0.0.1" or "localhost" or "[::1]"))
            return "This is for this machine only: ask 127.0.0.1 or localhost.";
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            return null;

        // Exporters cannot be told to send our header. They are no browsers, which tell where the page is from that asks.
        if (request.Path.StartsWithSegments(Telemetry, StringComparison.Ordinal))
            return request.Headers.ContainsKey("Origin") ? "A web page must not send telemetry." : null;
        return request.Headers.ContainsKey(Header) ? null : $"Whatever changes something needs the header {Header}.";
    }
}
