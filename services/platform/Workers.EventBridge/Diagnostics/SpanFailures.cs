using System.Diagnostics;
using Workers.EventBridge.Receiving;

namespace Workers.EventBridge.Diagnostics;

/// <summary>Marks a span as failed.</summary>
public static class SpanFailures
{
    /// <summary>
    /// Sets the span's status to error, its error type, and adds the exception as an event; addresses in its texts are masked. Does nothing
    /// without a span.
    /// </summary>
    public static void Fail(this Activity? span, Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        if (span is not { IsAllDataRequested: true })
            return;

        span.SetTag(AttributeNames.ErrorType, error.GetType().FullName);
        span.SetStatus(ActivityStatusCode.Error, error.Describe());

        // OpenTelemetry's names (Semantic conventions for exceptions on spans).
        span.AddEvent(new ActivityEvent("exception", tags: new ActivityTagsCollection
        {
            ["exception.type"] = error.GetType().FullName,
            ["exception.message"] = error.Describe(),
            ["exception.stacktrace"] = PersonalData.Mask(error.ToString()),
        }));
    }
}
