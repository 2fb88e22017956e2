namespace Workers.LocalAws.Faults;

/// <summary>
/// Injected faults. Immutable: assign a new object to <see cref="LocalAwsServer.Faults"/> to change them. A share is a probability from 0
/// (never, the default) to 1 (always).
/// </summary>
/// <remarks>
/// A call gets at most one of <see cref="Throttle"/>, <see cref="ServerError"/>, <see cref="DropBefore"/> and <see cref="DropAfter"/>, so
/// that each share is exact; their sum is at most 1.
/// </remarks>
public sealed record FaultSettings
{
    /// <summary>Maximum of <see cref="LatencyMs"/> and <see cref="LatencyJitterMs"/>: one minute, in milliseconds.</summary>
    public const int MaximumLatencyMs = 60_000;

    /// <summary>No faults.</summary>
    public static FaultSettings None { get; } = new();

    /// <summary>
    /// Share of calls that are throttled and have no effect: RequestThrottled with HTTP 403 in SQS, ThrottlingException with HTTP 400 in
    /// EventBridge. The AWS SDKs recognise these as throttling.
    /// </summary>
    public double Throttle { get; init; }

    /// <summary>
    /// Share of calls that fail without effect: half with HTTP 500 InternalFailure, half with HTTP 503 ServiceUnavailable.
    /// </summary>
    public double ServerError { get; init; }

    /// <summary>Share of calls whose connection is closed before the operation.</summary>
    public double DropBefore { get; init; }

    /// <summary>
    /// Share of calls whose connection is closed after the operation, before its response: messages are in flight without a receiver,
    /// events are accepted although their sender does not know.
    /// </summary>
    public double DropAfter { get; init; }

    /// <summary>Delay of each call before it is processed: 0, the default, to 60000 ms, by the server's clock.</summary>
    public int LatencyMs { get; init; }

    /// <summary>Maximum of the random addition to <see cref="LatencyMs"/>, evenly distributed: 0, the default, to 60000 ms.</summary>
    public int LatencyJitterMs { get; init; }

    /// <summary>
    /// Share of entries of PutEvents and of SQS batches that fail alone, without effect, in a call that succeeds. EventBridge returns
    /// ThrottlingException or InternalFailure, with equal probability; SQS returns InternalError with SenderFault false or RequestThrottled
    /// with SenderFault true, likewise: both can be retried.
    /// </summary>
    public double FailedEntries { get; init; }

    /// <summary>
    /// Share of received messages that stay visible, to be delivered again at once: the same MessageId, another receipt handle, a receive
    /// count one higher. Either handle deletes the message.
    /// </summary>
    /// <remarks>
    /// A message is duplicated at most once. The copy counts as a receive, as in SQS, so it uses up one of the queue's
    /// <c>maxReceiveCount</c>; if none is left, the message is not duplicated, so that the copy alone never dead-letters it.
    /// </remarks>
    public double Duplicate { get; init; }

    /// <summary>Share of receives that return random messages of the first 100, instead of the oldest.</summary>
    public double Reorder { get; init; }

    /// <summary>
    /// Operations for <see cref="FailedEntries"/>, the latency, and the faults of whole calls, such as <c>sqs:DeleteMessageBatch</c> or
    /// <c>events:PutEvents</c>. All operations if null, the default, or empty.
    /// </summary>
    public IReadOnlyList<string>? Operations { get; init; }

    /// <summary>Makes the choices repeatable for calls in the same order, from its assignment on; random by default.</summary>
    public int? Seed { get; init; }
}
