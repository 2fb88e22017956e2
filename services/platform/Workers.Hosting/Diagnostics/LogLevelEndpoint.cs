using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Workers.Hosting.Health;

namespace Workers.Hosting.Diagnostics;

/// <summary>
/// <c>GET /log-level</c> and <c>PUT /log-level?level=Debug</c>, from the same machine or container only: there, what is logged changes
/// without a restart, until the next one.
/// </summary>
internal static partial class LogLevelEndpoint
{
    public static void MapLogLevel(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/log-level", (HttpContext http, LogLevels levels) => IsFromHere(http) ? Results.Text($"{levels.Least}") : Refusal());
        routes.MapPut("/log-level", (HttpContext http, string? level, LogLevels levels, ILogger<LogLevels> logger) =>
        {
            if (!IsFromHere(http))
                return Refusal();
            try
            {
                levels.Least = LogLevels.Parse(level ?? "");
            }
            catch (SettingsException error)
            {
                return Results.Problem(error.Message, statusCode: StatusCodes.Status400BadRequest);
            }

            LogChanged(logger, $"{levels.Least}");
            return Results.Text($"{levels.Least}");
        }).WithExample(query: "?level=Debug");
    }

    // The host is looked at too: a foreign name may be made to point here, and its pages would then be at home.
    // With forwarded headers on, the address is what a header says, and the middleware keeps the connection's own in another one.
    private static bool IsFromHere(HttpContext http) =>
        !http.Request.Headers.ContainsKey(ForwardedHeadersDefaults.XOriginalForHeaderName) &&
        http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && (http.Request.Host.Host is "localhost" || (IPAddress.TryParse(http.Request.Host.Host.Trim('[', ']'), out var host) && IPAddress.IsLoopback(host)));

    private static IResult Refusal() => Results.Problem(
        "The log level is a matter of the machine that the worker runs on: ask 127.0.0.1.", statusCode: StatusCodes.Status403Forbidden);

    [LoggerMessage(LogLevel.Warning, "The log level is {LogLevel} from now on")]
    private static partial void LogChanged(ILogger logger, string logLevel);
}
