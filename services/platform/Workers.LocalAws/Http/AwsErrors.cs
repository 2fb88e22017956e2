using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Workers.LocalAws.Http;

/// <summary>Errors in AWS's format.</summary>
internal static class AwsErrors
{
    /// <summary>The media type of REST JSON, in which an error has its type in a header.</summary>
    public const string RestJson = "application/json";

    public const string RequestIdHeader = "x-amzn-RequestId";

    public static Task WriteAsync(HttpContext context, string contentType, AwsException error)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        if (error.QueryCode is { } code)
            context.Response.Headers["x-amzn-query-error"] = $"{code};{(error.Status < 500 ? "Sender" : "Receiver")}";
        context.Response.StatusCode = error.Status;
        if (contentType == RestJson)
        {
            context.Response.Headers["x-amzn-ErrorType"] = error.Code;
            return WriteJsonAsync(context, contentType, writer => writer.WriteString("Message", error.Message));
        }

        return WriteJsonAsync(context, contentType, writer =>
        {
            writer.WriteString("__type", error.Type);
            writer.WriteString("message", error.Message);
        });
    }

    public static async Task WriteJsonAsync(HttpContext context, string contentType, Action<Utf8JsonWriter> write)
    {
        using var body = new MemoryStream();
        await using (var writer = new Utf8JsonWriter(body, AwsCall.Relaxed))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), context.RequestAborted);
    }
}
