using Workers.DeadLetters;

namespace Workers.Cli.DeadLetters;

/// <summary>The selected messages of a dead-letter queue: all conditions have to be met. Without a condition, all messages.</summary>
/// <param name="Groups">Ids of groups, or their first characters; empty for any.</param>
/// <param name="Ids">Message ids or event ids; empty for any.</param>
/// <param name="Conditions">Conditions on the content.</param>
/// <param name="Since">The earliest failure; null for any.</param>
internal sealed record DeadLetterFilter(
    IReadOnlyList<string> Groups, IReadOnlyList<string> Ids, IReadOnlyList<ContentCondition> Conditions, DateTimeOffset? Since)
{
    /// <summary>Whether it selects every message.</summary>
    public bool IsAll => Groups.Count == 0 && Ids.Count == 0 && Conditions.Count == 0 && Since is null;

    public bool Selects(DeadLetter message) =>
        (Since is null || message.FailedAt >= Since)
        && (Ids.Count == 0 || Ids.Contains(message.MessageId, StringComparer.OrdinalIgnoreCase)
            || (EventSummary.Of(message).EventId is { } id && Ids.Contains(id, StringComparer.OrdinalIgnoreCase)))
        && (Groups.Count == 0 || DeadLetterCause.Of(message).GroupId is var group && Groups.Any(one => group.StartsWith(one, StringComparison.OrdinalIgnoreCase)))
        && Conditions.All(condition => condition.IsMet(message));
}
