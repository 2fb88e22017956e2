using System.Diagnostics;

namespace Workers.EventBridge.Diagnostics;

internal static class SpanFailures
{
    /// <summary>Marks the span as failed, with what was thrown; nothing where there is no span.</summary>
    public static void Fail(this Activity? span, Exception error)
    {
        if (span is not { IsAllDataRequested: true })
            return;

        span.SetTag(AttributeNames.ErrorType, error.GetType().FullName);
        span.SetStatus(ActivityStatusCode.Error, error.Message);
        span.AddException(error);
    }
}
