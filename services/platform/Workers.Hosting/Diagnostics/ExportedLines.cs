using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using Workers.EventBridge.Diagnostics;

namespace Workers.Hosting.Diagnostics;

/// <summary>
/// The exported log: the lines of standard output, with the same masking. It must be the first processor: OpenTelemetry adds later ones,
/// including its exporter's, to an existing composite, and a separate processor could not withhold a line from them.
/// </summary>
/// <param name="scopes">The scopes of the lines.</param>
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

        /// <summary>The line of a delivery with its scope, and some more.</summary>
        private const int ExpectedCount = 16;

        public override void OnEnd(LogRecord data)
        {
            data.Body = Safe(data.Body);
            data.FormattedMessage = Safe(data.FormattedMessage);
            data.Attributes = AttributeMask.Mask(AttributesOf(data));

            // The exporter would add its text again, unmasked.
            data.Exception = null;
        }

        private static string? Safe(string? text) => text is null ? null : ReadableText.Bound(PersonalData.Mask(text));

        /// <summary>
        /// Each key once, as required by OpenTelemetry's specification of attributes: the line's own value has precedence over its scopes,
        /// and the inner scope over the outer one. The exporter would write them all.
        /// </summary>
        private List<KeyValuePair<string, object?>> AttributesOf(LogRecord data)
        {
            var attributes = new List<KeyValuePair<string, object?>>(ExpectedCount);
            attributes.AddRange(data.Attributes ?? []);
            if (data.Exception is { } exception)
            {
                attributes.Add(new("exception.type", exception.GetType().FullName));
                attributes.Add(new("exception.message", exception.Message));
                attributes.Add(new("exception.stacktrace", exception.ToString()));
            }

            scopes.ForEachScope(
                static (scope, line) => AddScope(line.Attributes, line.OwnCount, scope), (Attributes: attributes, OwnCount: attributes.Count));
            return attributes;
        }

        /// <summary>The outer scopes come first.</summary>
        private static void AddScope(List<KeyValuePair<string, object?>> attributes, int ownCount, object? scope)
        {
            foreach (var attribute in scope as IEnumerable<KeyValuePair<string, object?>> ?? [])
            {
                var index = IndexOf(attributes, attribute.Key);
                if (index >= ownCount)
                    attributes[index] = attribute;
                else if (index < 0 && attribute.Key is not Template)
                    attributes.Add(attribute);
            }
        }

        /// <summary>There are few keys: a dictionary for each line would cost more.</summary>
        private static int IndexOf(List<KeyValuePair<string, object?>> attributes, string key)
        {
            var index = attributes.Count - 1;
            while (index >= 0 && attributes[index].Key != key)
                index--;
            return index;
        }
    }
}
