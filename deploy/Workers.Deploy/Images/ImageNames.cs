namespace Workers.Deploy.Images;

/// <summary>Names of the ECR repositories in the account's registry.</summary>
internal static class ImageNames
{
    /// <summary>The collector sidecar of every service: otel/opentelemetry-collector-contrib.</summary>
    public const string Collector = "workers/collector";

    /// <summary>Its version; the files in <c>deploy/observability/collector</c> need 0.144 or later.</summary>
    public const string CollectorTag = "0.153.0";

    /// <summary>psql, which creates the services' databases: public.ecr.aws/docker/library/postgres.</summary>
    public const string Postgres = "workers/postgres";

    /// <summary>Its version.</summary>
    public const string PostgresTag = "17.6-alpine";

    /// <summary>Copies of third-party images: tasks cannot reach other registries, and only reviewed images run.</summary>
    public static IReadOnlyList<string> ThirdParty => [Collector, Postgres];

    /// <summary>Repository of a service, e.g. <c>workers/payment</c>.</summary>
    public static string Of(ServiceFolder service) => $"workers/{service.Name}";
}
