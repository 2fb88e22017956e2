using Microsoft.AspNetCore.Http;

namespace Workers.LocalAws.Http;

/// <summary>The format of requests, responses and errors in a protocol of AWS. The operations themselves read and write JSON.</summary>
internal interface IWireFormat
{
    /// <exception cref="AwsException">The request is malformed, or its operation is unknown.</exception>
    AwsRequest Read(HttpRequest request, ReadOnlyMemory<byte> body);

    /// <summary>Writes the response of an operation.</summary>
    Task WriteAsync(HttpContext context, AwsRequest request, AwsCall call);

    Task WriteErrorAsync(HttpContext context, AwsException error);
}

/// <summary>A request for an operation.</summary>
/// <param name="Service">The service.</param>
/// <param name="Name">The name of the operation.</param>
/// <param name="Operation">The operation.</param>
/// <param name="Input">Its input, as JSON.</param>
internal readonly record struct AwsRequest(AwsService Service, string Name, AwsOperation Operation, ReadOnlyMemory<byte> Input);
