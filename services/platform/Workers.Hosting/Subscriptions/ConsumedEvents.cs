using MassTransit;
using Workers.EventBridge.Topology;

namespace Workers.Hosting.Subscriptions;

/// <summary>Compares the events of a worker's consumers with its pattern.</summary>
internal static class ConsumedEvents
{
    /// <summary>Names of the consumed events.</summary>
    /// <param name="messages">The types that the worker's consumers and sagas consume.</param>
    /// <exception cref="EventContractException">A type cannot be an event, or has no name on the bus.</exception>
    public static IReadOnlyList<EventName> Of(IEnumerable<Type> messages)
    {
        var types = new EventTypeMap();
        return [.. messages
            .Select(message => IsBatch(message) ? message.GenericTypeArguments[0] : message)
            .Where(message => !IsFault(message))
            .SelectMany(types.EventsOf)
            .Select(one => one.Name)
            .Distinct()];
    }

    /// <summary>Rejects a pattern that matches none of the consumed events.</summary>
    /// <returns>The events that it does not match.</returns>
    /// <exception cref="SubscriptionException">It matches none.</exception>
    public static IReadOnlyList<EventName> Unreachable(Subscription subscription, string file, IReadOnlyList<EventName> consumed)
    {
        List<EventName> unreachable = [.. consumed.Where(name => !PatternReach.CouldMatch(subscription.Pattern, name))];
        return unreachable.Count == 0 || unreachable.Count < consumed.Count
            ? unreachable
            : throw new SubscriptionException(
                $"{file}: field 'pattern': it matches none of the worker's events. The consumers handle {string.Join(", ", consumed)}; "
                + $"the pattern is {subscription.Pattern.GetRawText()}.");
    }

    /// <summary>Probable mistakes in a pattern, one sentence each; a worker may have a reason for them.</summary>
    public static IReadOnlyList<string> Suspects(Subscription subscription, IReadOnlyList<EventName> consumed) =>
        [.. PatternReach.Strangers(subscription.Pattern, consumed).Concat(PatternFields.Suspects(subscription.Pattern))];

    // The transport rejects it, with the reason.
    private static bool IsFault(Type message) => message.IsGenericType && message.GetGenericTypeDefinition() == typeof(Fault<>);

    private static bool IsBatch(Type message) => message.IsGenericType && message.GetGenericTypeDefinition() == typeof(Batch<>);
}
