using Workers.Contracts;

namespace Workers.EventBridge.Envelope;

internal static class EventRules
{
    private const int MaxProblems = 10;

    /// <summary>What the event says is wrong with itself, or null.</summary>
    public static string? Problems(object message)
    {
        if (message is not IValidatedEvent validated)
            return null;

        var problems = string.Join(' ', validated.Validate().Take(MaxProblems));
        return problems.Length == 0 ? null : problems;
    }
}
