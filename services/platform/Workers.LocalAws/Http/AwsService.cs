using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Workers.LocalAws.Http.Query;

namespace Workers.LocalAws.Http;

/// <summary>A service in the protocol.</summary>
/// <param name="Name">The service in IAM actions and in the request log: <c>sqs</c>.</param>
/// <param name="TargetPrefix">Prefix of the operation in <c>X-Amz-Target</c>: <c>AmazonSQS</c>.</param>
/// <param name="ContentType">The media type of its JSON.</param>
/// <param name="Operations">Its operations.</param>
internal sealed record AwsService(
    string Name,
    string TargetPrefix,
    string ContentType,
    FrozenDictionary<string, AwsOperation> Operations)
{
    /// <summary>Its error for throttled calls.</summary>
    public required Func<AwsException> Throttled { get; init; }

    /// <summary>Finds the operation by the method and path of a request without <c>X-Amz-Target</c>; only a REST service has it.</summary>
    public Func<HttpRequest, string?>? FindOperation { get; init; }

    /// <summary>The names in its Query protocol, if it has one.</summary>
    public QueryNames? Query { get; init; }
}
