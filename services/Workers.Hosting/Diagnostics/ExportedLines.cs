using OpenTelemetry;
using OpenTelemetry.Logs;
using Workers.EventBridge.Diagnostics;

namespace Workers.Hosting.Diagnostics;

/// <summary>
/// What the collector gets of the log: the lines of standard output, with addresses masked as there. It must be the first processor:
/// OpenTelemetry adds the later ones, its exporter's among them, to a composite that is there already, and a processor that stands beside
/// theirs could not keep a line from them.
/// </summary>
internal sealed class ExportedLines() : CompositeProcessor<LogRecord>([new Masking()])
{
    public override void OnEnd(LogRecord data)
    {
        if (!Logging.IsToldByUs(data))
            base.OnEnd(data);
    }

    /// <summary>Masks all but scopes, which <see cref="MaskedScopes"/> does.</summary>
    private sealed class Masking : BaseProcessor<LogRecord>
    {
        public override void OnEnd(LogRecord data)
        {
            data.Body = PersonalData.Mask(data.Body);
            data.FormattedMessage = PersonalData.Mask(data.FormattedMessage);
            if (data.Attributes is { } attributes)
                data.Attributes = AttributeMask.Mask(attributes);
            if (data.Exception is not { } exception)
                return;

            // The attributes that the exporter would make of it.
            data.Exception = null;
            data.Attributes =
            [
                .. data.Attributes ?? [],
                new("exception.type", exception.GetType().FullName),
                new("exception.message", PersonalData.Mask(exception.Message)),
                new("exception.stacktrace", PersonalData.Mask(exception.ToString())),
            ];
        }
    }
}
