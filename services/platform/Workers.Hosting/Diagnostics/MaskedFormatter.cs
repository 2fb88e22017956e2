using Serilog.Data;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Parsing;
using Workers.EventBridge.Diagnostics;

namespace Workers.Hosting.Diagnostics;

/// <summary>
/// Masks addresses in the log on standard output, whatever their source: exceptions have foreign texts, and a customer may use an address
/// as the order's number. It masks before formatting: within JSON, the masked text could be part of an escape. It also limits values, and
/// writes each value on one line if the output is text.
/// </summary>
/// <param name="formatter">Writes the line.</param>
/// <param name="isText">Whether it writes text; JSON has its own escapes.</param>
internal sealed class MaskedFormatter(ITextFormatter formatter, bool isText) : ITextFormatter
{
    private readonly Values _values = new(isText);

    public void Format(LogEvent logEvent, TextWriter output) => formatter.Format(Mask(logEvent), output);

    /// <summary>The same line if nothing has to be changed.</summary>
    private LogEvent Mask(LogEvent line)
    {
        var template = Mask(line.MessageTemplate);
        var exception = Mask(line.Exception);
        List<LogEventProperty>? masked = null;
        foreach (var (name, value) in line.Properties)
        {
            var safe = _values.Mask(value);
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

    /// <summary>Masks only the text between a template's placeholders.</summary>
    private MessageTemplate Mask(MessageTemplate template)
    {
        if (ReferenceEquals(Safe(template.Text), template.Text))
            return template;
        MessageTemplateToken[] tokens =
            [.. template.Tokens.Select(token => token is TextToken text ? new TextToken(Safe(text.Text)) : token)];
        return new MessageTemplate(string.Concat(tokens.Select(ToText)), tokens);
    }

    private string Safe(string text)
    {
        var safe = ReadableText.Bound(PersonalData.Mask(text));
        return isText ? ReadableText.OneLine(safe) : safe;
    }

    /// <summary>A token as written in a template: literal braces are doubled.</summary>
    private static string ToText(MessageTemplateToken token) => token is TextToken { Text: var text }
        ? text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal)
        : $"{token}";

    private Exception? Mask(Exception? exception)
    {
        if (exception?.ToString() is not { } text)
            return null;

        var safe = ReadableText.Bound(PersonalData.Mask(text), ReadableText.MaxExceptionLength);
        if (isText)
            return new MaskedException(ReadableText.Indented(safe));
        return ReferenceEquals(safe, text) ? exception : new MaskedException(safe);
    }

    private sealed class Values(bool isText) : LogEventPropertyValueRewriter<object?>
    {
        public LogEventPropertyValue Mask(LogEventPropertyValue value) => Visit(state: null, value);

        protected override LogEventPropertyValue VisitScalarValue(object? state, ScalarValue scalar)
        {
            var safe = AttributeMask.Mask(scalar.Value);
            if (isText && safe is string text)
                safe = ReadableText.OneLine(text);
            return ReferenceEquals(safe, scalar.Value) ? scalar : new ScalarValue(safe);
        }
    }

    /// <summary>Replaces an exception in the output, with its stack trace.</summary>
    private sealed class MaskedException(string text) : Exception
    {
        public override string ToString() => text;
    }
}
