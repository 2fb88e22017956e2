using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using Workers.EventBridge.Diagnostics;

namespace Workers.Hosting.Diagnostics;

/// <summary>
/// What the collector gets of the log: the lines of standard output, with addresses masked as there. It must be the first processor:
/// OpenTelemetry adds the later ones, its exporter's among them, to a composite that is there already, and a processor that stands beside
/// theirs could not keep a line from them.
/// </summary>
/// <param name="scopes">What lines are within.</param>
internal sealed class ExportedLines(IExternalScopeProvider scopes) : CompositeProcessor<LogRecord>([new Masking(scopes)])
{
    public override void OnEnd(LogRecord data)
    {
        if (!Logging.IsToldByUs(data))
            base.OnEnd(data);
    }

    private sealed class Masking(IExternalScopeProvider scopes) : BaseProcessor<LogRecord>
    {
        private const string Template = "{OriginalFormat}";

        public override void OnEnd(LogRecord data)
        {
            data.Body = PersonalData.Mask(data.Body);
            data.FormattedMessage = PersonalData.Mask(data.FormattedMessage);
            data.Attributes = AttributeMask.Mask([.. AttributesOf(data)]);

            // Its attributes are among them; the exporter would add them unmasked.
            data.Exception = null;
        }

        /// <summary>
        /// Each key once, as OpenTelemetry's specification of attributes has it: what the line says before what the scopes around it
        /// say, and the inner scope before the outer. The exporter would write them all.
        /// </summary>
        private Dictionary<string, object?> AttributesOf(LogRecord data)
        {
            var attributes = new Dictionary<string, object?>(StringComparer.Ordinal);
            scopes.ForEachScope(static (scope, all) => AddScope(all, scope), attributes);
            foreach (var (key, value) in data.Attributes ?? [])
                attributes[key] = value;
            if (data.Exception is not { } exception)
                return attributes;

            attributes["exception.type"] = exception.GetType().FullName;
            attributes["exception.message"] = exception.Message;
            attributes["exception.stacktrace"] = exception.ToString();
            return attributes;
        }

        private static void AddScope(Dictionary<string, object?> attributes, object? scope)
        {
            foreach (var (key, value) in scope as IEnumerable<KeyValuePair<string, object?>> ?? [])
            {
                if (key is not Template)
                    attributes[key] = value;
            }
        }
    }
}
