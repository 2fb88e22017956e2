using System.Globalization;
using System.Text;

namespace Workers.DeadLetters;

/// <summary>A message in a dead-letter queue.</summary>
/// <param name="MessageId">The id that SQS gave it.</param>
/// <param name="Body">The body, as UTF-8.</param>
public sealed record DeadLetter(string MessageId, ReadOnlyMemory<byte> Body)
{
    /// <summary>The message attributes; none by default.</summary>
    public IReadOnlyList<DeadLetterAttribute> Attributes { get; init; } = [];

    /// <summary>The system attribute <c>AWSTraceHeader</c>; null by default.</summary>
    public string? TraceHeader { get; init; }

    /// <summary>The group of a FIFO or fair queue; null by default.</summary>
    public string? GroupId { get; init; }

    /// <summary>The deduplication id of a FIFO queue; null by default.</summary>
    public string? DeduplicationId { get; init; }

    /// <summary>The time at which it was sent; a message that SQS moved keeps its original time.</summary>
    public DateTimeOffset SentAt { get; init; }

    /// <summary>How often it was received.</summary>
    public int ReceiveCount { get; init; }

    /// <summary>The queue that SQS itself moved it from; null, the default, if a client sent it.</summary>
    public string? SourceArn { get; init; }

    /// <summary>The time of the failure: what the worker wrote into <c>LastFailureAt</c>, or else <see cref="SentAt"/>.</summary>
    public DateTimeOffset FailedAt =>
        SourceArn is null && DateTimeOffset.TryParse(Text("LastFailureAt"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at
            : SentAt;

    /// <summary>The value of an attribute that is text; null if there is none.</summary>
    /// <param name="attribute">Its name.</param>
    public string? Text(string attribute) => Attributes.FirstOrDefault(one => one.Name == attribute && !one.IsBinary)?.Text;
}

/// <summary>A message attribute.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DataType">String, Number or Binary, with an optional custom label: <c>Number.int</c>.</param>
/// <param name="Value">The text as UTF-8, or the bytes.</param>
public sealed record DeadLetterAttribute(string Name, string DataType, ReadOnlyMemory<byte> Value)
{
    /// <summary>Whether the value is bytes.</summary>
    public bool IsBinary => DataType.StartsWith("Binary", StringComparison.Ordinal);

    /// <summary>The value as text; bytes as base64.</summary>
    public string Text => IsBinary ? Convert.ToBase64String(Value.Span) : Encoding.UTF8.GetString(Value.Span);
}
