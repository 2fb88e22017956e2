using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Workers.Hosting;

/// <summary>
/// Rejects a request whose path has the segments <c>.</c> or <c>..</c>. Kestrel resolves them, but a rule in front of the service, such as
/// a load balancer's, may match the original path, and let <c>/orders/../effects</c> through as a path below <c>/orders</c>. An encoded
/// separator, which Kestrel keeps, counts as well: a proxy may have decoded it.
/// </summary>
internal static class DotSegments
{
    public static void RefuseDotSegments(this WebApplication app) => app.Use((context, next) =>
        context.Features.Get<IHttpRequestFeature>() is { RawTarget: var target } && AreIn(target)
            ? Results.Problem("The path has the segment '.' or '..': request the resource itself.", statusCode: StatusCodes.Status400BadRequest)
                .ExecuteAsync(context)
            : next(context));

    /// <summary>Whether the path of a request target has them, in any encoding (RFC 3986, 2.1 and 5.2.4).</summary>
    internal static bool AreIn(string target)
    {
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? target : target[..query];
        return path.Contains('.', StringComparison.Ordinal) || path.Contains('%', StringComparison.Ordinal)
            ? Decode(path).Split('/', '\\').Any(segment => segment is "." or "..")
            : false;
    }

    private static string Decode(string path) => path
        .Replace("%2e", ".", StringComparison.OrdinalIgnoreCase)
        .Replace("%2f", "/", StringComparison.OrdinalIgnoreCase)
        .Replace("%5c", "\\", StringComparison.OrdinalIgnoreCase);
}
