using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Storefront.Requests;

/// <summary>An error response with Retry-After (RFC 9110, section 10.2.3).</summary>
internal sealed class TryAgain(string reason, int statusCode, int seconds) : IResult
{
    /// <summary>503 with Retry-After of one second, for short outages.</summary>
    public static TryAgain Soon(string reason) => new(reason, StatusCodes.Status503ServiceUnavailable, seconds: 1);

    public Task ExecuteAsync(HttpContext http)
    {
        http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Results.Problem($"{reason} Try again in {seconds} s.", statusCode: statusCode).ExecuteAsync(http);
    }
}
