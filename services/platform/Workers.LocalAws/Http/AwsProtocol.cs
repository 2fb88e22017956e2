using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Workers.LocalAws.Faults;

namespace Workers.LocalAws.Http;

/// <summary>The AWS JSON protocols, 1.0 and 1.1, and REST JSON: reads a request, calls the operation, writes its response or its error.</summary>
internal sealed partial class AwsProtocol(
    IReadOnlyList<AwsService> services, SignatureRegion region, RequestLog requests, CallerLog callers, FaultInjector injector, ILogger<AwsProtocol> logger)
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64 };

    public async Task HandleAsync(HttpContext context)
    {
        var requestId = Guid.NewGuid().ToString();
        context.Response.Headers["x-amzn-RequestId"] = requestId;

        string? target = context.Request.Headers["X-Amz-Target"];
        if (string.IsNullOrEmpty(target))
            target = FindRestTarget(context.Request);
        if (target is null)
        {
            await AwsErrors.WriteWithoutTargetAsync(context, requestId);
            return;
        }

        var dot = target.LastIndexOf('.');
        var service = services.FirstOrDefault(candidate => dot > 0 && target.AsSpan(0, dot).SequenceEqual(candidate.TargetPrefix));
        var contentType = service?.ContentType
            ?? (context.Request.ContentType is { } type && type != AwsErrors.RestJson ? type : "application/x-amz-json-1.1");
        try
        {
            var name = target[(dot + 1)..];
            if (service is null || !service.Operations.TryGetValue(name, out var operation))
                throw AwsException.UnknownOperation(target);

            region.Check(context.Request);
            requests.Count(service.Name, name);
            await AnswerAsync(context, service, name, operation, injector.Begin(service.Name, name));
        }
        catch (AwsException error)
        {
            await AwsErrors.WriteAsync(context, contentType, error);
        }
        catch (BadHttpRequestException error)
        {
            await AwsErrors.WriteAsync(context, contentType, AwsException.Serialization(error.Message, error.StatusCode));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client disconnected; nobody reads the response.
        }
        catch (IOException) when (context.RequestAborted.IsCancellationRequested)
        {
        }
#pragma warning disable CA1031 // The client must get our errors in AWS's format, and never with a stack trace.
        catch (Exception error)
#pragma warning restore CA1031
        {
            LogFailure(logger, error, target);
            await AwsErrors.WriteAsync(context, contentType, AwsException.Internal());
        }
    }

    /// <summary>The operation of a REST request, in the form of X-Amz-Target, or null.</summary>
    private string? FindRestTarget(HttpRequest request) => services
        .Select(service => service.FindOperation?.Invoke(request) is { } operation ? $"{service.TargetPrefix}.{operation}" : null)
        .FirstOrDefault(target => target is not null);

    private async Task AnswerAsync(HttpContext context, AwsService service, string name, AwsOperation operation, CallFaults? faults)
    {
        using var body = await RequestBody.ReadAsync(context.Request, context.RequestAborted);
        if (faults is not null && !await CallGate.PassAsync(context, service, faults))
            return;

        using var document = Parse(body.Memory);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw AwsException.Serialization("The request must be a JSON object.");

        callers.Count(context.Request.Headers.UserAgent, $"{service.Name}:{name}", new AwsInput(document.RootElement));
        var call = new AwsCall(
            new AwsInput(document.RootElement),
            $"{context.Request.Scheme}://{context.Request.Host}",
            context.Request.Path,
            faults,
            () => ClientConnection.IsClosed(context),
            context.RequestAborted)
        {
            Query = service.FindOperation is null ? QueryCollection.Empty : context.Request.Query,
            TraceHeader = context.Request.Headers["X-Amzn-Trace-Id"],
        };
        if (faults?.Outcome == FaultKind.DropAfter)
        {
            await CallGate.RunUnheardAsync(context, operation, call, faults);
            return;
        }

        await operation(call);

        var answer = call.Finish();
        context.Response.ContentType = service.ContentType;
        context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body.IsEmpty ? "{}"u8.ToArray() : body, Strict);
        }
        catch (JsonException error)
        {
            throw AwsException.Serialization($"The request is not valid JSON: {error.Message}");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Target} failed")]
    static partial void LogFailure(ILogger logger, Exception error, string target);
}
