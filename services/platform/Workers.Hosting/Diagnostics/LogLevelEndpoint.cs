using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Workers.Hosting.Health;

namespace Workers.Hosting.Diagnostics;

/// <summary>
/// <c>GET /log-level</c> and <c>PUT /log-level?level=Debug</c>, from the same machine or container only. They change the log level without
/// a restart, until the next start.
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

    // Also checks the host: a foreign name may resolve to this machine (DNS rebinding).
    // With forwarded headers on, the address comes from a header, and the middleware stores the connection's own address in another one.
    private static bool IsFromHere(HttpContext http) =>
        !http.Request.Headers.ContainsKey(ForwardedHeadersDefaults.XOriginalForHeaderName) &&
        http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && (http.Request.Host.Host is "localhost" || (IPAddress.TryParse(http.Request.Host.Host.Trim('[', ']'), out var host) && IPAddress.IsLoopback(host)));

    private static IResult Refusal() => Results.Problem(
        "The log level is available only on the worker's own machine: use 127.0.0.1.", statusCode: StatusCodes.Status403Forbidden);

    [LoggerMessage(LogLevel.Warning, "The log level is now {LogLevel}")]
    private static partial void LogChanged(ILogger logger, string logLevel);
}
