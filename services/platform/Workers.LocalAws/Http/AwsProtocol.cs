using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Workers.LocalAws.Faults;
using Workers.LocalAws.Http.Query;

namespace Workers.LocalAws.Http;

/// <summary>The protocols of AWS: reads a request, calls the operation, writes its response or its error.</summary>
internal sealed partial class AwsProtocol(
    IReadOnlyList<AwsService> services, SignatureRegion region, ResponseMemory memory, RequestLog requests, CallerLog callers, FaultInjector injector, ILogger<AwsProtocol> logger)
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64 };

    private readonly JsonFormat _json = new(services);
    private readonly QueryFormat _query = new(services);

    public async Task HandleAsync(HttpContext context)
    {
        context.Response.Headers[AwsErrors.RequestIdHeader] = Guid.NewGuid().ToString();
        IWireFormat format = QueryFormat.IsUsedBy(context.Request) ? _query : _json;
        try
        {
            await AnswerAsync(context, format);
        }
        catch (AwsException error)
        {
            await format.WriteErrorAsync(context, error);
        }
        catch (BadHttpRequestException error)
        {
            await format.WriteErrorAsync(context, AwsException.Serialization(error.Message, error.StatusCode));
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
            LogFailure(logger, error, context.Request.Headers[JsonFormat.TargetHeader].FirstOrDefault() ?? $"A call of {context.Request.Path}");
            await format.WriteErrorAsync(context, AwsException.Internal());
        }
    }

    private async Task AnswerAsync(HttpContext context, IWireFormat format)
    {
        using var body = await RequestBody.ReadAsync(context.Request, context.RequestAborted);
        var request = format.Read(context.Request, body.Memory);
        region.Check(context.Request);
        requests.Count(request.Service.Name, request.Name);
        var faults = injector.Begin(request.Service.Name, request.Name);
        if (faults is not null && !await CallGate.PassAsync(context, request.Service, faults))
            return;

        using var document = Parse(request.Input);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw AwsException.Serialization("The request must be a JSON object.");

        callers.Count(context.Request.Headers.UserAgent, $"{request.Service.Name}:{request.Name}", new AwsInput(document.RootElement));
        using var call = new AwsCall(
            new AwsInput(document.RootElement),
            $"{context.Request.Scheme}://{context.Request.Host}",
            context.Request.Path,
            faults,
            () => ClientConnection.IsClosed(context),
            memory,
            context.RequestAborted)
        {
            Query = request.Service.FindOperation is null ? QueryCollection.Empty : context.Request.Query,
            TraceHeader = context.Request.Headers["X-Amzn-Trace-Id"],
        };
        if (faults?.Outcome == FaultKind.DropAfter)
        {
            await CallGate.RunUnheardAsync(context, request.Operation, call, faults);
            return;
        }

        await request.Operation(call);
        await format.WriteAsync(context, request, call);
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
