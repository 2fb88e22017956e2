using Workers.EventBridge.Diagnostics;

namespace Workers.EventBridge.Receiving;

/// <summary>What an exception says, in one line for logs, health and dead-lettered messages.</summary>
public static class FailureReason
{
    private const int Deepest = 10;

    /// <summary>
    /// Its message, and those of the exceptions within it: what wraps a failure, such as a database client, often says no more than that
    /// something went wrong. Addresses are masked: it goes into logs, spans and dead-lettered messages.
    /// </summary>
    public static string Tell(this Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        var reason = exception.Message;
        var inner = exception.InnerException;
        for (var depth = 1; inner is not null && depth < Deepest; depth++, inner = inner.InnerException)
        {
            if (!reason.Contains(inner.Message.TrimEnd('.'), StringComparison.Ordinal))
                reason = $"{reason.TrimEnd('.')}: {inner.Message}";
        }

        return PersonalData.Mask(reason);
    }
}
