using Workers.EventBridge.Diagnostics;

namespace Workers.EventBridge.Receiving;

/// <summary>Describes an exception in one line, for logs, health and dead letters.</summary>
internal static class FailureReason
{
    private const int Deepest = 10;
    private const string Host = "workers.host";

    /// <summary>
    /// Its message and those of its inner exceptions: a wrapper, such as a database client's exception, often says only that something
    /// failed. Addresses are masked, since the text goes into logs, spans and dead letters.
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

    /// <summary>Adds the failing host to the text of <see cref="Describe"/>.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="host">Name and port of the host.</param>
    public static void AddHost(Exception exception, string host)
    {
        ArgumentNullException.ThrowIfNull(exception);
        exception.Data[Host] = host;
    }
}
