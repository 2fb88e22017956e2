using System.Diagnostics;
using System.Reflection;
using Workers.Contracts;

namespace Workers.EventBridge.Envelope;

internal static class EventRules
{
    private const int MaxProblems = 10;

    /// <summary>The event's own validation errors, or null. Rules that throw are broken: no retry changes that.</summary>
    public static string? Problems(object message)
    {
        if (message is not IValidatedEvent validated)
            return null;

        try
        {
            var problems = string.Join(' ', validated.Validate().Take(MaxProblems));
            return problems.Length == 0 ? null : problems;
        }
        catch (Exception error)
        {
            return $"they cannot be checked, since {Place(error, message.GetType().Assembly)} failed with {error.GetType().Name}: {error.Message}";
        }
    }

    /// <summary>The method of the contracts that failed.</summary>
    private static string Place(Exception error, Assembly contracts)
    {
        var place = new StackTrace(error).GetFrames().Select(frame => frame.GetMethod())
            .FirstOrDefault(method => method?.DeclaringType?.Assembly == contracts);
        if (place?.DeclaringType is not { } type)
            return nameof(IValidatedEvent.Validate);

        // For an iterator, the type is <Validate>d__1, nested in the type that has the method.
        return type.Name.StartsWith('<') && type.DeclaringType is { } outer
            ? $"{outer.Name}.{type.Name[1..type.Name.IndexOf('>', StringComparison.Ordinal)]}"
            : $"{type.Name}.{place.Name}";
    }
}
