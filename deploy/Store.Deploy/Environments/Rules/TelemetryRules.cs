using System.Globalization;
using System.Text.RegularExpressions;

namespace Store.Deploy.Environments.Rules;

/// <summary>Rules for the target of traces and metrics.</summary>
internal static partial class TelemetryRules
{
    private static readonly string[] Exports = [TelemetrySettings.CloudWatch, TelemetrySettings.Prometheus, TelemetrySettings.Otlp];

    public static IEnumerable<string> Check(EnvironmentSettings settings)
    {
        var telemetry = settings.Telemetry;
        var problems = telemetry.Export switch
        {
            TelemetrySettings.CloudWatch => [],
            TelemetrySettings.Prometheus => PrometheusProblems(telemetry),
            TelemetrySettings.Otlp => OtlpProblems(settings),
            var other => [$"telemetry.export: '{other}' is not one of {string.Join(", ", Exports)}."],
        };
        return [.. problems, .. UnusedKeys(telemetry), .. SamplingProblems(telemetry)];
    }

    private static IEnumerable<string> PrometheusProblems(TelemetrySettings telemetry)
    {
        if (!Workspace().IsMatch(telemetry.PrometheusWorkspace ?? ""))
            yield return $"telemetry.prometheusWorkspace: '{telemetry.PrometheusWorkspace}' is not the ARN of a workspace such as "
                + "arn:aws:aps:eu-west-1:111122223333:workspace/ws-12345678-1234-1234-1234-123456789012.";
    }

    private static IEnumerable<string> OtlpProblems(EnvironmentSettings settings)
    {
        var telemetry = settings.Telemetry;

        // Tasks may open connections to this port only, besides their egressPorts.
        if (!Uri.TryCreate(telemetry.Endpoint, UriKind.Absolute, out var endpoint) || endpoint.Scheme != Uri.UriSchemeHttps || endpoint.Port != 443)
            yield return $"telemetry.endpoint: '{telemetry.Endpoint}' is not an HTTPS URL with port 443.";
        if (settings.NatGateways == 0)
            yield return "telemetry.endpoint: without a NAT gateway tasks reach only AWS. Set natGateways to 1 or 2, or telemetry.export to cloudwatch.";
        if (telemetry.Authorization is { } secret && !SecretName().IsMatch(secret))
            yield return $"telemetry.authorization: '{secret}' is not the name of a secret, or NAME:FIELD.";
    }

    private static IEnumerable<string> UnusedKeys(TelemetrySettings telemetry)
    {
        var keys = new (string Key, bool IsSet, string Export)[]
        {
            ("prometheusWorkspace", telemetry.PrometheusWorkspace is not null, TelemetrySettings.Prometheus),
            ("endpoint", telemetry.Endpoint is not null, TelemetrySettings.Otlp),
            ("authorization", telemetry.Authorization is not null, TelemetrySettings.Otlp),
        };
        return keys.Where(key => key.IsSet && telemetry.Export != key.Export)
            .Select(key => $"telemetry.{key.Key}: it has an effect only with the export {key.Export}. Remove it, or set telemetry.export.");
    }

    private static IEnumerable<string> SamplingProblems(TelemetrySettings telemetry)
    {
        var ratio = telemetry.Sampling.ToString(CultureInfo.InvariantCulture);
        if (telemetry.Sampling is not (>= 0 and <= 1))
            yield return $"telemetry.sampling: {ratio} is not between 0 and 1.";
        if (telemetry.Gateway is not { } gateway)
            yield break;
        if (telemetry.Sampling < 1)
            yield return $"telemetry.sampling: {ratio} hides failed traces from the gateway. Leave it at 1 and set telemetry.gateway.keepPercent.";
        if (gateway.Tasks is < 2 or > 10)
            yield return $"telemetry.gateway.tasks: {gateway.Tasks} is not between 2 and 10.";
        if (gateway.KeepPercent is < 0 or > 100)
            yield return $"telemetry.gateway.keepPercent: {gateway.KeepPercent} is not between 0 and 100.";
    }

    [GeneratedRegex("^arn:aws[a-z-]*:aps:[a-z0-9-]+:[0-9]{12}:workspace/ws-[a-z0-9-]+$", RegexOptions.None, 1000)]
    private static partial Regex Workspace();

    [GeneratedRegex("^[A-Za-z0-9/_+=.@-]+(:[A-Za-z0-9_-]+)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SecretName();
}
