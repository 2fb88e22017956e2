using Store.Deploy.Telemetry;

namespace Store.Deploy.Images;

/// <summary>
/// Names of the ECR repositories in the registry. <c>.github/third-party-images</c> reads the constants of the third-party images, and
/// copies them there.
/// </summary>
internal static class ImageNames
{
    /// <summary>The collector sidecar of every service.</summary>
    public const string Collector = "workers/collector";

    /// <summary>The image that it is a copy of.</summary>
    public const string CollectorSource = "otel/opentelemetry-collector-contrib";

    /// <summary>Its version; the files in <c>deploy/observability/collector</c> need 0.144 or later.</summary>
    public const string CollectorTag = "0.153.0";

    /// <summary>psql, which creates the services' databases.</summary>
    public const string Postgres = "workers/postgres";

    /// <summary>The image that it is a copy of.</summary>
    public const string PostgresSource = "public.ecr.aws/docker/library/postgres";

    /// <summary>Its version.</summary>
    public const string PostgresTag = "17.6-alpine";

    /// <summary>Copies of third-party images: tasks cannot reach other registries, and only reviewed images run.</summary>
    public static IReadOnlyList<string> ThirdParty => [Collector, Postgres];

    /// <summary>Repository of a service, e.g. <c>workers/payment</c>.</summary>
    public static string Of(ServiceFolder service) => $"workers/{service.Name}";
}
