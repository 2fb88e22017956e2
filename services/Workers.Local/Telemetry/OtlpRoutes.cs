using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Workers.Local.Telemetry;

/// <summary>
/// Receives what services tell over OTLP, HTTP with protobuf (https://opentelemetry.io/docs/specs/otlp/#otlphttp). Metrics are taken
/// and not kept: what the page counts, it counts at the queues.
/// </summary>
internal static class OtlpRoutes
{
    private const string Protobuf = "application/x-protobuf";

    public static void Map(IEndpointRouteBuilder routes, TraceStore store)
    {
        routes.MapPost("/v1/traces", (HttpContext http) => TakeAsync(http, body => store.Add(OtlpTraces.Read(body))));
        routes.MapPost("/v1/logs", (HttpContext http) => TakeAsync(http, body => store.Add(OtlpLogs.Read(body))));
        routes.MapPost("/v1/metrics", (HttpContext http) => TakeAsync(http, static _ => { }));
    }

    private static async Task TakeAsync(HttpContext http, Action<ByteString> take)
    {
        try
        {
            if (http.Request.ContentType?.Split(';')[0].Trim().Equals(Protobuf, StringComparison.OrdinalIgnoreCase) != true)
                throw new BadHttpRequestException(
                    $"Only {Protobuf} is read here: set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf.",
                    StatusCodes.Status415UnsupportedMediaType);
            take(await OtlpBody.ReadAsync(http.Request));

            // An answer without any field: all was taken.
            http.Response.ContentType = Protobuf;
        }
        catch (BadHttpRequestException error)
        {
            await RefuseAsync(http, error.StatusCode, error.Message);
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or InvalidDataException)
        {
            await RefuseAsync(http, StatusCodes.Status400BadRequest, $"This is no OTLP request: {error.Message}");
        }
    }

    private static Task RefuseAsync(HttpContext http, int status, string reason)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsync(reason, http.RequestAborted);
    }
}
