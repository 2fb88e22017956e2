namespace Workers.LocalAws.Faults;

/// <summary>
/// What goes wrong on purpose. Immutable: assign another to <see cref="LocalAwsServer.Faults"/> to change it. A share is a
/// probability from 0, the default, which is never, to 1, which is always.
/// </summary>
/// <remarks>
/// A call meets one of <see cref="Throttle"/>, <see cref="ServerError"/>, <see cref="DropBefore"/> and <see cref="DropAfter"/> at
/// most, so that each share is exact; their sum is 1 at most.
/// </remarks>
public sealed record FaultSettings
{
    /// <summary>The longest <see cref="LatencyMs"/> and <see cref="LatencyJitterMs"/>: one minute, in milliseconds.</summary>
    public const int MaximumLatencyMs = 60_000;

    /// <summary>All goes well.</summary>
    public static FaultSettings None { get; } = new();

    /// <summary>
    /// The share of calls that are throttled and have no effect: RequestThrottled with HTTP 403 of SQS, ThrottlingException
    /// with HTTP 400 of EventBridge. Those are what the SDKs of AWS take for throttling.
    /// </summary>
    public double Throttle { get; init; }

    /// <summary>
    /// The share of calls that fail without effect: half with HTTP 500 InternalFailure, half with HTTP 503 ServiceUnavailable.
    /// </summary>
    public double ServerError { get; init; }

    /// <summary>The share of calls whose connection is cut before the operation ran.</summary>
    public double DropBefore { get; init; }

    /// <summary>
    /// The share of calls whose connection is cut after the operation ran, before its answer: messages in flight that nobody
    /// got, events that were taken while their sender can not know.
    /// </summary>
    public double DropAfter { get; init; }

    /// <summary>How long each call waits before it is processed: 0, the default, to 60000 ms, by the server's clock.</summary>
    public int LatencyMs { get; init; }

    /// <summary>What is added to <see cref="LatencyMs"/> at most, evenly spread: 0, the default, to 60000 ms.</summary>
    public int LatencyJitterMs { get; init; }

    /// <summary>
    /// The share of entries of PutEvents and of the batches of SQS that fail alone, without effect, in a call that succeeds.
    /// EventBridge says ThrottlingException or InternalFailure, half and half; SQS says InternalError with SenderFault false or
    /// RequestThrottled with SenderFault true, likewise: either may be tried again.
    /// </summary>
    public double FailedEntries { get; init; }

    /// <summary>
    /// The share of received messages that stay visible, to be delivered once more at once: the same MessageId, another receipt
    /// handle, a receive count one higher. Either handle deletes the message.
    /// </summary>
    /// <remarks>
    /// A message is duplicated once at most. The copy counts as a receive, as in SQS, so it uses up one of the queue's
    /// <c>maxReceiveCount</c>; where none is left the message is not duplicated, so that the copy alone never dead-letters it.
    /// </remarks>
    public double Duplicate { get; init; }

    /// <summary>The share of receives that take each message from a random place among the first 100, not from the front.</summary>
    public double Reorder { get; init; }

    /// <summary>
    /// The operations that <see cref="FailedEntries"/>, the latency, and what fails a call as a whole apply to, such as
    /// <c>sqs:DeleteMessageBatch</c> or <c>events:PutEvents</c>. All of them when null, the default, or empty.
    /// </summary>
    public IReadOnlyList<string>? Operations { get; init; }

    /// <summary>Makes the choices repeatable for calls in the same order, from the moment it is assigned; chance by default.</summary>
    public int? Seed { get; init; }
}
