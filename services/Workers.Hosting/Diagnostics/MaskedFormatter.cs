using OpenTelemetry.Logs;
using Serilog.Events;
using Serilog.Formatting;
using Workers.EventBridge.Diagnostics;

namespace Workers.Hosting.Diagnostics;

/// <summary>Masks addresses in what is logged of exceptions: their texts are others', and nobody can know what stands in them.</summary>
internal sealed class MaskedFormatter(ITextFormatter formatter) : ITextFormatter
{
    public void Format(LogEvent logEvent, TextWriter output)
    {
        if (logEvent.Exception is null)
        {
            formatter.Format(logEvent, output);
            return;
        }

        using var line = new StringWriter();
        formatter.Format(logEvent, line);
        output.Write(PersonalData.Mask(line.ToString()));
    }

    /// <summary>The same for a line that goes to the collector, with the attributes that its exporter would make of the exception.</summary>
    public static void Mask(LogRecord line)
    {
        if (line.Exception is not { } exception)
            return;

        line.Exception = null;
        line.Attributes =
        [
            .. line.Attributes ?? [],
            new("exception.type", exception.GetType().FullName),
            new("exception.message", PersonalData.Mask(exception.Message)),
            new("exception.stacktrace", PersonalData.Mask(exception.ToString())),
        ];
    }
}
