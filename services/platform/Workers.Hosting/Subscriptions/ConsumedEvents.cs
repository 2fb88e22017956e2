using MassTransit;
using Workers.EventBridge.Topology;

namespace Workers.Hosting.Subscriptions;

/// <summary>What a worker's consumers take, beside what its pattern lets through.</summary>
internal static class ConsumedEvents
{
    /// <summary>The names of the events that the consumers take.</summary>
    /// <exception cref="EventContractException">One is of a type that no event can be of, or that has no name on the bus.</exception>
    public static IReadOnlyList<EventName> Of(IEnumerable<Type> consumers)
    {
        var types = new EventTypeMap();
        return [.. consumers
            .SelectMany(consumer => consumer.GetInterfaces())
            .Where(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IConsumer<>))
            .Select(one => one.GenericTypeArguments[0])
            .Select(message => IsBatch(message) ? message.GenericTypeArguments[0] : message)
            .Where(message => !IsFault(message))
            .Select(Name)
            .Distinct()];

        EventName Name(Type message)
        {
            types.Consume(message);
            return types.NameOf(message);
        }
    }

    /// <summary>Refuses a pattern that lets through nothing that the worker consumes.</summary>
    /// <returns>The events that it does not let through.</returns>
    /// <exception cref="SubscriptionException">It lets none through.</exception>
    public static IReadOnlyList<EventName> Unreachable(Subscription subscription, string file, IReadOnlyList<EventName> consumed)
    {
        List<EventName> unreachable = [.. consumed.Where(name => !PatternReach.CouldMatch(subscription.Pattern, name))];
        return unreachable.Count == 0 || unreachable.Count < consumed.Count
            ? unreachable
            : throw new SubscriptionException(
                $"{file}: field 'pattern': it lets through nothing that the worker consumes. The consumers take {string.Join(", ", consumed)}; "
                + $"the pattern is {subscription.Pattern.GetRawText()}.");
    }

    /// <summary>What in a pattern is probably mistyped, a sentence each; a worker may have a reason for it.</summary>
    public static IReadOnlyList<string> Suspects(Subscription subscription, IReadOnlyList<EventName> consumed) =>
        [.. PatternReach.Strangers(subscription.Pattern, consumed).Concat(PatternFields.Suspects(subscription.Pattern))];

    // The transport refuses it, and says why.
    private static bool IsFault(Type message) => message.IsGenericType && message.GetGenericTypeDefinition() == typeof(Fault<>);

    private static bool IsBatch(Type message) => message.IsGenericType && message.GetGenericTypeDefinition() == typeof(Batch<>);
}
