using System.Text.Json;

namespace Workers.Hosting.Subscriptions;

internal static class SubscriptionRules
{
    /// <summary>
    /// A rule's name has at most 64 characters (Amazon EventBridge API Reference, PutRule), a queue's 80, and both may have a prefix.
    /// </summary>
    private const int MaxQueueLength = 48;

    private const int MaxRedriveReceives = 1000;

    public static IEnumerable<string> Check(Subscription subscription)
    {
        foreach (var (field, queue) in subscription.Sends.Select(queue => ("sends", queue)).Prepend(("queue", subscription.Queue)))
        {
            if (!IsQueue(queue))
                yield return $"field '{field}': '{queue}' is not a queue name: 1 to {MaxQueueLength} letters, digits, '-' and '_', and '.fifo' at the end of a FIFO queue's.";
        }

        if (subscription.Pattern.ValueKind != JsonValueKind.Object || !subscription.Pattern.EnumerateObject().Any())
            yield return "field 'pattern': it is not an event pattern, such as { \"source\": [\"store.orders\"] }.";
        else if ((PatternProblem(subscription.Pattern, "pattern") ?? PatternFields.Problem(subscription.Pattern, "pattern")) is { } problem)
            yield return problem;

        foreach (var source in subscription.Publishes.Where(source => !IsSource(source)))
            yield return $"field 'publishes': '{source}' is not a source of its own events, such as store.payments.";

        foreach (var range in Ranges(subscription))
        {
            if (range.Value < range.Least || range.Value > range.Most)
                yield return $"field '{range.Field}': {range.Value} is not between {range.Least} and {range.Most}.";
        }

        // The maximum of a redrive policy (Amazon SQS API Reference, SetQueueAttributes).
        if (subscription.RedriveMaxReceiveCount > MaxRedriveReceives && subscription is { MaxFailures: <= 999, RedriveHeadroom: <= 999 })
            yield return $"field 'redriveHeadroom': {subscription.RedriveHeadroom} and maxFailures, {subscription.MaxFailures}, are more than {MaxRedriveReceives} together.";

        if (subscription.Scaling.MinTasks > subscription.Scaling.MaxTasks)
            yield return $"field 'scaling.minTasks': {subscription.Scaling.MinTasks} is more than maxTasks, {subscription.Scaling.MaxTasks}.";
    }

    private static bool IsQueue(string? queue) =>
        queue is { Length: > 0 and <= MaxQueueLength }
        && Subscription.WithoutSuffix(queue) is { Length: > 0 } name
        && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');

    // "aws." is reserved for AWS's own services (Amazon EventBridge API Reference, PutEventsRequestEntry).
    private static bool IsSource(string? source) =>
        !string.IsNullOrWhiteSpace(source) && source.Length <= 256 && !source.StartsWith("aws.", StringComparison.Ordinal);

    private static IEnumerable<(string Field, int Value, int Least, int Most)> Ranges(Subscription subscription) =>
    [
        ("visibilityTimeoutSeconds", subscription.VisibilityTimeoutSeconds, 10, 43_200),
        ("maxFailures", subscription.MaxFailures, 1, 999),
        ("redriveHeadroom", subscription.RedriveHeadroom, 1, 999),
        ("concurrency", subscription.Concurrency, 1, 1000),
        ("scaling.minTasks", subscription.Scaling.MinTasks, 0, 1000),
        ("scaling.maxTasks", subscription.Scaling.MaxTasks, 1, 1000),
        ("scaling.messagesPerTask", subscription.Scaling.MessagesPerTask, 1, 1_000_000),
    ];

    // Only the shape: EventBridge itself checks operators in PutRule.
    private static string? PatternProblem(JsonElement pattern, string place)
    {
        foreach (var member in pattern.EnumerateObject())
        {
            var problem = member.Value.ValueKind switch
            {
                JsonValueKind.Object => PatternProblem(member.Value, $"{place}.{member.Name}"),
                JsonValueKind.Array when member.Value.GetArrayLength() > 0 => null,
                _ => $"field '{place}.{member.Name}': a pattern's leaf is an array with at least one value, such as [\"OrderCreated\"].",
            };
            if (problem is not null)
                return problem;
        }

        return null;
    }
}
