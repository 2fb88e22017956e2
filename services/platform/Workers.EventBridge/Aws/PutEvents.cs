using System.Net;
using Amazon.Runtime;

namespace Workers.EventBridge.Aws;

/// <summary>One entry of a PutEvents call.</summary>
internal sealed record PutEventsEntry
{
    /// <summary>Name or ARN of the bus.</summary>
    public required string EventBusName { get; init; }

    /// <summary>The EventBridge <c>source</c>: the publishing system.</summary>
    public required string Source { get; init; }

    /// <summary>The EventBridge <c>detail-type</c>: the kind of event.</summary>
    public required string DetailType { get; init; }

    /// <summary>A JSON object, UTF-8.</summary>
    public required ReadOnlyMemory<byte> Detail { get; init; }

    /// <summary>When it happened; null uses the time of the call.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>X-Ray trace header; reaches an SQS target as the system attribute AWSTraceHeader.</summary>
    public string? TraceHeader { get; init; }
}

/// <summary>Up to ten entries.</summary>
internal sealed class PutEventsRequest : AmazonWebServiceRequest
{
    /// <summary>The entries, 1 to 10.</summary>
    public required IReadOnlyList<PutEventsEntry> Entries { get; init; }
}

/// <summary>Result of one entry, at the same index as in the request.</summary>
internal sealed record PutEventsResultEntry(string? EventId, string? ErrorCode, string? ErrorMessage);

/// <summary>Results of the entries.</summary>
internal sealed class PutEventsResponse : AmazonWebServiceResponse
{
    /// <summary>One result for each entry.</summary>
    public IReadOnlyList<PutEventsResultEntry> Entries { get; init; } = [];
}

/// <summary>EventBridge rejected a call as a whole.</summary>
internal sealed class EventBridgeException(
    string message, Exception? inner, ErrorType type, string code, string requestId, HttpStatusCode status)
    : AmazonServiceException(message, inner, type, code, requestId, status);
