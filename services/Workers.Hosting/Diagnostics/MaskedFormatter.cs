using Serilog.Events;
using Serilog.Formatting;
using Workers.EventBridge.Diagnostics;

namespace Workers.Hosting.Diagnostics;

/// <summary>
/// Masks addresses in what is logged to standard output, wherever they come from: the texts of exceptions are others', and who orders may
/// give his address as the order's number.
/// </summary>
internal sealed class MaskedFormatter(ITextFormatter formatter) : ITextFormatter
{
    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var line = new StringWriter();
        formatter.Format(logEvent, line);
        output.Write(PersonalData.Mask(line.ToString()));
    }
}
