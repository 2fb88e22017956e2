using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Workers.LocalAws.Hosting;
using Workers.LocalAws.Sqs.Messages;
using Workers.LocalAws.Sqs.Queues;

namespace Workers.LocalAws.DeadLetters;

/// <summary>The cause of a dead letter. Messages with the same cause form a group.</summary>
/// <param name="Reason">The reason that the worker or EventBridge wrote into the attributes.</param>
/// <param name="ExceptionType">The type of the exception; null if the worker wrote none.</param>
/// <param name="Message">Its message, with ids and numbers masked.</param>
/// <param name="DetailType">The detail-type of the event; null if the body is not an event.</param>
internal sealed record DeadLetterCause(string Reason, string? ExceptionType, string? Message, string? DetailType)
{
    /// <summary>The reason of a message that SQS moved by itself, e.g. after a crash of the worker.</summary>
    public const string MovedBySqs = "received maxReceiveCount times, then moved by SQS";

    /// <summary>The reason of a message without one, e.g. sent by a client.</summary>
    public const string NoReason = "no reason given";

    private static readonly ConditionalWeakTable<MessageContent, DeadLetterCause> Written = [];
    private static readonly ConditionalWeakTable<MessageContent, DeadLetterCause> Moved = [];

    /// <summary>The id of the group: the same for the same cause, also after a restart.</summary>
    public string GroupId { get; } = Convert.ToHexStringLower(SHA256.HashData(
        JsonSerializer.SerializeToUtf8Bytes(new[] { Reason, ExceptionType, Message, DetailType })).AsSpan(0, 8));

    // If SQS moved the message this time, attributes that a worker wrote before a redrive are about an earlier failure.
    public static DeadLetterCause Of(SeenMessage message) => message.DeadLetterSourceArn is null
        ? Written.GetValue(message.Content, Read)
        : Moved.GetValue(message.Content, content =>
            new DeadLetterCause(MovedBySqs, ExceptionType: null, Message: null, EventSummary.Of(content).DetailType));

    private static DeadLetterCause Read(MessageContent content) => new(
        Attribute(content, "DeadLetterReason") ?? Attribute(content, "ERROR_CODE") ?? NoReason,
        Attribute(content, "ExceptionType"),
        (Attribute(content, "ExceptionMessage") ?? Attribute(content, "ERROR_MESSAGE")) is { } message
            ? ErrorMessageMask.Apply(message)
            : null,
        EventSummary.Of(content).DetailType);

    /// <summary>The text of an attribute of a message, or null.</summary>
    public static string? Attribute(MessageContent content, string name) =>
        content.Attributes.FirstOrDefault(attribute => attribute.Name == name && !attribute.IsBinary) is { } attribute
            ? Encoding.UTF8.GetString(attribute.Value.Span)
            : null;
}
