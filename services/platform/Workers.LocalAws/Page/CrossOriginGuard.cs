using Microsoft.AspNetCore.Http;

namespace Workers.LocalAws.Page;

/// <summary>
/// Keeps foreign web pages out of <c>/_localaws</c>. The server listens on loopback, but a browser on this machine reaches loopback too,
/// and sends what the pages in it ask for.
/// </summary>
internal static class CrossOriginGuard
{
    /// <summary>A browser sends this header to another origin only after a preflight request, which is not answered.</summary>
    public const string Header = "X-LocalAws";

    /// <summary>The page takes scripts and styles from this server only; no other page shows it in a frame, and nobody stores it.</summary>
    public static void AddHeaders(HttpResponse response)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }

    /// <summary>Why a request for anything below <c>/_localaws</c> is refused, or null.</summary>
    public static string? Refusal(HttpRequest request)
    {
        // A link or an address that is typed in opens the page; what a page loads says where that page is from.
        var isNavigation = HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Mode"] == "navigate";
        return isNavigation || request.Headers["Sec-Fetch-Site"].FirstOrDefault() is null or "" or "same-origin" or "none"
            ? null
            : "A page of another origin must not read or change anything here.";
    }

    /// <summary>Why a request of the page that changes something is refused, or null.</summary>
    public static string? ChangeRefusal(HttpRequest request)
    {
        if (request.Headers.Origin.Any(origin => !IsOwn(origin, request)))
            return "A page of another origin must not change anything here.";
        return request.Headers.ContainsKey(Header) ? null : $"A request that changes something needs the header {Header}, with any value.";
    }

    private static bool IsOwn(string? origin, HttpRequest request) =>
        string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
}
