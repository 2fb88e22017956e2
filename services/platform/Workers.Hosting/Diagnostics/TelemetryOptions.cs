using System.Buffers;
using System.Globalization;

namespace Workers.Hosting.Diagnostics;

/// <summary>How traces are kept. Configuration section <c>Telemetry</c>; where they go is OpenTelemetry's own settings' to say.</summary>
public sealed class TelemetryOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Telemetry";

    /// <summary>A key is a token (W3C Baggage, "key"; RFC 7230, section 3.2.6).</summary>
    private static readonly SearchValues<char> InBaggageKeys =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>
    /// Of the traces that begin here, the share that is recorded, 0 to 1; 1 by default. What goes on with a trace from elsewhere, an
    /// event's among them, is recorded where that is.
    /// </summary>
    public double SamplingRatio { get; set; } = 1;

    /// <summary>Each message begins a trace of its own, with a link to the event's, instead of going on with it; false by default.</summary>
    public bool LinkTraces { get; set; }

    /// <summary>
    /// Whether an HTTP request goes on with its caller's trace and baggage; false by default: then it begins a trace of its own, with a link
    /// to the caller's. For a worker that only services of one's own can call.
    /// </summary>
    public bool TrustCallers { get; set; }

    /// <summary>
    /// Keys of the baggage that events carry along with their trace, separated by commas; none by default. With <see cref="TrustCallers"/>
    /// callers can send baggage; everybody who receives the events can read it.
    /// </summary>
    public string Baggage { get; set; } = "";

    /// <summary>
    /// How often the worker asks SQS for the backlog of its queue, for the metric <c>workers.queue.backlog</c>, where metrics are
    /// exported; 1 minute by default, 0 never does, else 1 s to 1 h.
    /// </summary>
    public TimeSpan BacklogInterval { get; set; } = TimeSpan.FromMinutes(1);

    internal IReadOnlyList<string> BaggageKeys => Baggage.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    internal IEnumerable<string> Problems()
    {
        if (SamplingRatio is not (>= 0 and <= 1))
            yield return string.Create(CultureInfo.InvariantCulture, $"{Section}:{nameof(SamplingRatio)} {SamplingRatio} is not between 0 and 1.");
        if (BacklogInterval != TimeSpan.Zero && (BacklogInterval < TimeSpan.FromSeconds(1) || BacklogInterval > TimeSpan.FromHours(1)))
        {
            var remedy = BareNumbers.Describe(BacklogInterval);
            yield return $"{Section}:{nameof(BacklogInterval)} {BacklogInterval} is neither 0 nor between 1 s and 1 h.{remedy}";
        }

        foreach (var key in BaggageKeys.Where(key => key.AsSpan().ContainsAnyExcept(InBaggageKeys)))
            yield return $"{Section}:{nameof(Baggage)} '{key}' is no key of baggage: write keys such as tenant.id, with commas between them.";
    }
}
