using System.Buffers;
using System.Globalization;

namespace Workers.Hosting.Diagnostics;

/// <summary>Recording of traces. Configuration section <c>Telemetry</c>; the export has OpenTelemetry's own settings.</summary>
public sealed class TelemetryOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Telemetry";

    /// <summary>A key is a token (W3C Baggage, "key"; RFC 7230, section 3.2.6).</summary>
    private static readonly SearchValues<char> InBaggageKeys =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>
    /// Share of recorded traces among those that start here, 0 to 1; 1 by default. Traces that continue one from elsewhere, such as an
    /// event's, are recorded if they are recorded there.
    /// </summary>
    public double SamplingRatio { get; set; } = 1;

    /// <summary>Each message starts a new trace, with a link to the event's trace, instead of continuing it; false by default.</summary>
    public bool LinkTraces { get; set; }

    /// <summary>
    /// Whether an HTTP request continues its caller's trace and baggage; false by default: then it starts a new trace, with a link to the
    /// caller's. For a worker that only your own services can call.
    /// </summary>
    public bool TrustCallers { get; set; }

    /// <summary>
    /// Keys of the baggage to propagate with events, separated by commas; none by default. With <see cref="TrustCallers"/> callers can send
    /// baggage; every receiver of the events can read it.
    /// </summary>
    public string Baggage { get; set; } = "";

    /// <summary>
    /// Interval at which the worker reads the backlog of its queue from SQS, for the metric <c>workers.queue.backlog</c>, if metrics are
    /// exported; 1 minute by default, 0 for never, else 1 s to 1 h.
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
            yield return $"{Section}:{nameof(Baggage)} '{key}' is not a baggage key: write keys such as tenant.id, separated by commas.";
    }
}
