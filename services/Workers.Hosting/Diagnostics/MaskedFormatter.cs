using Serilog.Data;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Parsing;
using Workers.EventBridge.Diagnostics;

namespace Workers.Hosting.Diagnostics;

/// <summary>
/// Masks addresses in what is logged to standard output, wherever they come from: the texts of exceptions are others', and who orders may
/// give his address as the order's number. Before it is formatted: within JSON, what is masked could be part of an escape.
/// </summary>
internal sealed class MaskedFormatter(ITextFormatter formatter) : ITextFormatter
{
    private static readonly Values Rewriter = new();

    public void Format(LogEvent logEvent, TextWriter output) => formatter.Format(Mask(logEvent), output);

    /// <summary>The same line where nothing in it has an address.</summary>
    private static LogEvent Mask(LogEvent line)
    {
        var template = Mask(line.MessageTemplate);
        var exception = Mask(line.Exception);
        List<LogEventProperty>? masked = null;
        foreach (var (name, value) in line.Properties)
        {
            var safe = Rewriter.Mask(value);
            if (!ReferenceEquals(safe, value))
                (masked ??= []).Add(new LogEventProperty(name, safe));
        }

        if (masked is null && ReferenceEquals(template, line.MessageTemplate) && ReferenceEquals(exception, line.Exception))
            return line;

        var copy = new LogEvent(
            line.Timestamp,
            line.Level,
            exception,
            template,
            line.Properties.Select(property => new LogEventProperty(property.Key, property.Value)),
            line.TraceId ?? default,
            line.SpanId ?? default);
        masked?.ForEach(copy.AddOrUpdateProperty);
        return copy;
    }

    /// <summary>Of a template only the text between its holes.</summary>
    private static MessageTemplate Mask(MessageTemplate template)
    {
        if (ReferenceEquals(PersonalData.Mask(template.Text), template.Text))
            return template;
        MessageTemplateToken[] tokens =
            [.. template.Tokens.Select(token => token is TextToken text ? new TextToken(PersonalData.Mask(text.Text)) : token)];
        return new MessageTemplate(string.Concat(tokens.Select(ToText)), tokens);
    }

    /// <summary>Of a token as it stands in a template: braces that begin no hole are doubled there.</summary>
    private static string ToText(MessageTemplateToken token) => token is TextToken { Text: var text }
        ? text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal)
        : $"{token}";

    private static Exception? Mask(Exception? exception) =>
        exception?.ToString() is { } text && PersonalData.Mask(text) is var safe && !ReferenceEquals(safe, text)
            ? new MaskedException(safe)
            : exception;

    private sealed class Values : LogEventPropertyValueRewriter<object?>
    {
        public LogEventPropertyValue Mask(LogEventPropertyValue value) => Visit(state: null, value);

        protected override LogEventPropertyValue VisitScalarValue(object? state, ScalarValue scalar) =>
            AttributeMask.Mask(scalar.Value) is var safe && !ReferenceEquals(safe, scalar.Value) ? new ScalarValue(safe) : scalar;
    }

    /// <summary>Stands for an exception where it is written, with its stack trace.</summary>
    private sealed class MaskedException(string text) : Exception
    {
        public override string ToString() => text;
    }
}
