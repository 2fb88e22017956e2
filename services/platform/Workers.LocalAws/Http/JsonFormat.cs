using Microsoft.AspNetCore.Http;

namespace Workers.LocalAws.Http;

/// <summary>
/// The AWS JSON protocols, 1.0 and 1.1, in which a header names the operation, and REST JSON, in which method and path do. Bodies are JSON.
/// </summary>
internal sealed class JsonFormat(IReadOnlyList<AwsService> services) : IWireFormat
{
    public const string TargetHeader = "X-Amz-Target";

    private const string DefaultContentType = "application/x-amz-json-1.1";

    public AwsRequest Read(HttpRequest request, ReadOnlyMemory<byte> body)
    {
        if (TargetOf(request) is not { } target)
        {
            throw new AwsException(
                "UnknownOperationException",
                $"The request has no {TargetHeader}, and {request.Method} {request.Path} is not an operation of EventBridge Scheduler that LocalAws "
                + "knows. It supports AWS JSON 1.0 (SQS) and 1.1 (EventBridge), REST JSON (EventBridge Scheduler), and the Query protocol of SQS.");
        }

        var name = target[(target.LastIndexOf('.') + 1)..];
        return Find(target) is { } service && service.Operations.TryGetValue(name, out var operation)
            ? new AwsRequest(service, name, operation, body)
            : throw AwsException.UnknownOperation(target);
    }

    public Task WriteAsync(HttpContext context, AwsRequest request, AwsCall call)
    {
        context.Response.ContentType = request.Service.ContentType;
        return ResponseMemory.WriteAsync(context, call.Finish());
    }

    public Task WriteErrorAsync(HttpContext context, AwsException error)
    {
        var service = TargetOf(context.Request) is { } target ? Find(target) : null;
        var contentType = service?.ContentType
            ?? (context.Request.ContentType is { } type && type != AwsErrors.RestJson ? type : DefaultContentType);
        return AwsErrors.WriteAsync(context, contentType, error);
    }

    /// <summary>The operation as in <c>X-Amz-Target</c>; null if the request names none.</summary>
    private string? TargetOf(HttpRequest request)
    {
        string? target = request.Headers[TargetHeader];
        if (!string.IsNullOrEmpty(target))
            return target;
        foreach (var service in services)
        {
            if (service.FindOperation?.Invoke(request) is { } operation)
                return $"{service.TargetPrefix}.{operation}";
        }

        return null;
    }

    private AwsService? Find(string target)
    {
        var dot = target.LastIndexOf('.');
        foreach (var service in services)
        {
            if (dot > 0 && target.AsSpan(0, dot).SequenceEqual(service.TargetPrefix))
                return service;
        }

        return null;
    }
}
