using Microsoft.AspNetCore.Http;

namespace Workers.LocalAws.Page;

/// <summary>
/// Protects <c>/_localaws</c> against foreign web pages. The server listens on loopback, but a browser on this machine reaches loopback
/// too, and sends the requests of its pages.
/// </summary>
internal static class CrossOriginGuard
{
    /// <summary>A browser sends this header to another origin only after a preflight request, which gets no permission.</summary>
    public const string Header = "X-LocalAws";

    /// <summary>The page may load scripts and styles only from this server, be in no frame, and not be cached.</summary>
    public static void AddHeaders(HttpResponse response)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }

    /// <summary>Why a request for anything below <c>/_localaws</c> is rejected, or null.</summary>
    public static string? Refusal(HttpRequest request)
    {
        // A link or a typed address opens the page; requests of a page carry its origin.
        var isNavigation = HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Mode"] == "navigate";
        return isNavigation || request.Headers["Sec-Fetch-Site"].FirstOrDefault() is null or "" or "same-origin" or "none"
            ? null
            : "A page of another origin must not read or change anything here.";
    }

    /// <summary>Why a request that changes something is rejected, or null.</summary>
    public static string? ChangeRefusal(HttpRequest request)
    {
        if (request.Headers.Origin.Any(origin => !IsOwn(origin, request)))
            return "A page of another origin must not change anything here.";
        return request.Headers.ContainsKey(Header) ? null : $"A request that changes something needs the header {Header}, with any value.";
    }

    private static bool IsOwn(string? origin, HttpRequest request) =>
        string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
}
