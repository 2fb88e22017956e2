using System.Collections.Frozen;

namespace Workers.LocalAws.Http;

/// <summary>A service on the wire.</summary>
/// <param name="Name">The service in IAM actions and in the request log: <c>sqs</c>.</param>
/// <param name="TargetPrefix">What stands before the operation in <c>X-Amz-Target</c>: <c>AmazonSQS</c>.</param>
/// <param name="ContentType">The media type of its JSON.</param>
/// <param name="Operations">What it can do.</param>
internal sealed record AwsService(
    string Name,
    string TargetPrefix,
    string ContentType,
    FrozenDictionary<string, AwsOperation> Operations)
{
    /// <summary>What it answers to a client that calls too often.</summary>
    public required Func<AwsException> Throttled { get; init; }
}
