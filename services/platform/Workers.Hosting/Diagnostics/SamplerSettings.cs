using System.Globalization;
using Microsoft.Extensions.Configuration;
using OpenTelemetry.Trace;

namespace Workers.Hosting.Diagnostics;

/// <summary>
/// The sampler by <c>OTEL_TRACES_SAMPLER</c> and <c>OTEL_TRACES_SAMPLER_ARG</c> (OpenTelemetry Environment Variable Specification), or else
/// by <c>Telemetry:SamplingRatio</c>.
/// </summary>
internal static class SamplerSettings
{
    private const string Name = "OTEL_TRACES_SAMPLER";
    private const string Argument = "OTEL_TRACES_SAMPLER_ARG";

    /// <summary>Creates the sampler.</summary>
    /// <exception cref="SettingsException">There is no such sampler, or its ratio is not between 0 and 1.</exception>
    public static Sampler Read(IConfiguration configuration, double ratio) => configuration[Name] switch
    {
        null or "" => new WorkerSampler(new TraceSampler(ratio)),
        "always_on" => new AlwaysOnSampler(),
        "always_off" => new AlwaysOffSampler(),
        "traceidratio" => new TraceSampler(Ratio(configuration)),
        "parentbased_always_on" => new WorkerSampler(new TraceSampler(1)),
        "parentbased_always_off" => new WorkerSampler(new TraceSampler(0)),
        "parentbased_traceidratio" => new WorkerSampler(new TraceSampler(Ratio(configuration))),
        var other => throw new SettingsException(
            $"{Name} '{other}' is not one of always_on, always_off, traceidratio, parentbased_always_on, parentbased_always_off and parentbased_traceidratio."),
    };

    private static double Ratio(IConfiguration configuration)
    {
        if (configuration[Argument] is not { Length: > 0 } text)
            return 1;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var ratio) && ratio is >= 0 and <= 1
            ? ratio
            : throw new SettingsException($"{Argument} '{text}' is not between 0 and 1.");
    }
}
