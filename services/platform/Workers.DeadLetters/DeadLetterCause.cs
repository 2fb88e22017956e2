using System.Security.Cryptography;
using System.Text.Json;

namespace Workers.DeadLetters;

/// <summary>The cause of a dead letter. Messages with the same cause form a group.</summary>
/// <param name="Reason">The reason that the worker or EventBridge wrote into the attributes.</param>
/// <param name="ExceptionType">The type of the exception; null if the worker wrote none.</param>
/// <param name="Message">Its message, with ids and numbers masked; null if there is none.</param>
/// <param name="DetailType">The detail-type of the event; null if the body is not an event.</param>
/// <param name="WorkerVersion">The version of the worker that failed; null if the worker wrote none.</param>
public sealed record DeadLetterCause(string Reason, string? ExceptionType, string? Message, string? DetailType, string? WorkerVersion)
{
    /// <summary>The reason of a message that SQS moved by itself, e.g. after a crash of the worker.</summary>
    public const string MovedBySqs = "received maxReceiveCount times, then moved by SQS";

    /// <summary>The reason of a message without one, e.g. sent by a client.</summary>
    public const string NoReason = "no reason given";

    /// <summary>The id of the group, 16 hexadecimal digits: the same for the same cause, in every process.</summary>
    public string GroupId { get; } = Convert.ToHexStringLower(SHA256.HashData(
        JsonSerializer.SerializeToUtf8Bytes(new[] { Reason, ExceptionType, Message, DetailType, WorkerVersion })).AsSpan(0, 8));

    /// <summary>The cause of a message.</summary>
    public static DeadLetterCause Of(DeadLetter message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var detailType = EventSummary.Of(message).DetailType;

        // If SQS moved the message this time, attributes that a worker wrote before a redrive are about an earlier failure.
        return message.SourceArn is not null
            ? new DeadLetterCause(MovedBySqs, ExceptionType: null, Message: null, detailType, WorkerVersion: null)
            : new DeadLetterCause(
                message.Text("DeadLetterReason") ?? message.Text("ERROR_CODE") ?? NoReason,
                message.Text("ExceptionType"),
                (message.Text("ExceptionMessage") ?? message.Text("ERROR_MESSAGE")) is { } text ? ErrorMessageMask.Apply(text) : null,
                detailType,
                message.Text("WorkerVersion"));
    }
}
