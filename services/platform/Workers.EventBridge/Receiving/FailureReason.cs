using Workers.EventBridge.Diagnostics;

namespace Workers.EventBridge.Receiving;

/// <summary>What an exception says, in one line for logs, health and dead-lettered messages.</summary>
internal static class FailureReason
{
    private const int Deepest = 10;
    private const string Host = "workers.host";

    /// <summary>
    /// Its message, and those of the exceptions within it: what wraps a failure, such as a database client, often says no more than that
    /// something went wrong. Addresses are masked: it goes into logs, spans and dead-lettered messages.
    /// </summary>
    public static string Describe(this Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        var reason = exception.Message;
        var inner = exception.InnerException;
        for (var depth = 1; inner is not null && depth < Deepest; depth++, inner = inner.InnerException)
        {
            if (!reason.Contains(inner.Message.TrimEnd('.'), StringComparison.Ordinal))
                reason = $"{reason.TrimEnd('.')}: {inner.Message}";
        }

        if (exception.Data[Host] is string host && !reason.Contains(host, StringComparison.Ordinal))
            reason = $"{host}: {reason}";
        return PersonalData.Mask(reason);
    }

    /// <summary>Has <see cref="Describe"/> name the host that did not do what it should.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="host">Name and port of the host.</param>
    public static void AddHost(Exception exception, string host)
    {
        ArgumentNullException.ThrowIfNull(exception);
        exception.Data[Host] = host;
    }
}
