using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Storefront.Requests;

/// <summary>An answer that is to be asked for again: its status, and the seconds to wait (RFC 9110, section 10.2.3).</summary>
internal sealed class TryAgain(string reason, int statusCode, int seconds) : IResult
{
    /// <summary>503, for what is over in a moment.</summary>
    public static TryAgain Soon(string reason) => new(reason, StatusCodes.Status503ServiceUnavailable, seconds: 1);

    public Task ExecuteAsync(HttpContext http)
    {
        http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Results.Problem($"{reason} Try again in {seconds} s.", statusCode: statusCode).ExecuteAsync(http);
    }
}
