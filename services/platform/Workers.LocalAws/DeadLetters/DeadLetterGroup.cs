using System.Globalization;
using Workers.LocalAws.Sqs.Queues;

namespace Workers.LocalAws.DeadLetters;

/// <summary>The messages of a dead-letter queue with the same cause.</summary>
/// <param name="Cause">The cause.</param>
/// <param name="Count">Number of messages.</param>
/// <param name="FirstAt">Time of the first failure.</param>
/// <param name="LastAt">Time of the last failure.</param>
/// <param name="Example">The message that failed last.</param>
internal sealed record DeadLetterGroup(
    DeadLetterCause Cause, int Count, DateTimeOffset FirstAt, DateTimeOffset LastAt, SeenMessage Example)
{
    /// <summary>Groups messages, the largest group first.</summary>
    public static IReadOnlyList<DeadLetterGroup> Of(IEnumerable<SeenMessage> messages)
    {
        Dictionary<string, DeadLetterGroup> groups = new(StringComparer.Ordinal);
        foreach (var message in messages)
        {
            var (cause, at) = (DeadLetterCause.Of(message), FailedAt(message));
            groups[cause.GroupId] = groups.TryGetValue(cause.GroupId, out var group)
                ? group.With(message, at)
                : new DeadLetterGroup(cause, Count: 1, at, at, message);
        }

        return [.. groups.Values.OrderByDescending(group => group.Count).ThenBy(group => group.Cause.GroupId, StringComparer.Ordinal)];
    }

    // A message that SQS moved keeps its original sent time.
    private static DateTimeOffset FailedAt(SeenMessage message) =>
        message.DeadLetterSourceArn is null
        && DeadLetterCause.Attribute(message.Content, "LastFailureAt") is { } text
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at
            : message.SentAt;

    private DeadLetterGroup With(SeenMessage message, DateTimeOffset at) => this with
    {
        Count = Count + 1,
        FirstAt = at < FirstAt ? at : FirstAt,
        LastAt = at > LastAt ? at : LastAt,
        Example = at >= LastAt ? message : Example,
    };
}
