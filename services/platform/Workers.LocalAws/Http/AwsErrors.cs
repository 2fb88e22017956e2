using System.Security;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Workers.LocalAws.Http;

/// <summary>Errors in AWS's format.</summary>
internal static class AwsErrors
{
    /// <summary>The media type of REST JSON, in which an error has its type in a header.</summary>
    public const string RestJson = "application/json";

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

    /// <summary>
    /// A request without <c>X-Amz-Target</c> does not use a JSON protocol. Old clients use the Query protocol, and expect XML.
    /// </summary>
    public static Task WriteWithoutTargetAsync(HttpContext context, string requestId)
    {
        if (!context.Request.HasFormContentType && !context.Request.Query.ContainsKey("Action"))
        {
            return WriteAsync(context, "application/x-amz-json-1.1", new AwsException(
                "UnknownOperationException", "The request has no X-Amz-Target: LocalAws supports AWS JSON 1.0 (SQS) and 1.1 (EventBridge), and REST "
                + "JSON (EventBridge Scheduler)."));
        }

        const string Message = "LocalAws does not support the Query protocol. Use a client with AWS JSON: any SDK since 2024.";
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        context.Response.ContentType = "text/xml";
        return context.Response.WriteAsync(
            "<?xml version=\"1.0\"?><ErrorResponse xmlns=\"http://queue.amazonaws.com/doc/2012-11-05/\"><Error><Type>Sender</Type>"
            + $"<Code>InvalidAction</Code><Message>{SecurityElement.Escape(Message)}</Message></Error>"
            + $"<RequestId>{requestId}</RequestId></ErrorResponse>",
            context.RequestAborted);
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
