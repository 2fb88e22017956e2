namespace Workers.Deploy.Images;

/// <summary>Where images are, below the account's registry.</summary>
internal static class ImageNames
{
    /// <summary>The collector beside every service: otel/opentelemetry-collector-contrib.</summary>
    public const string Collector = "workers/collector";

    /// <summary>Its version; the files in <c>deploy/observability/collector</c> need 0.144 or later.</summary>
    public const string CollectorTag = "0.153.0";

    /// <summary>psql, which makes the services' databases: public.ecr.aws/docker/library/postgres.</summary>
    public const string Postgres = "workers/postgres";

    /// <summary>Its version.</summary>
    public const string PostgresTag = "17.6-alpine";

    /// <summary>Copies of other people's images: tasks have no way to other registries, and what runs here is what was looked at.</summary>
    public static IReadOnlyList<string> ThirdParty => [Collector, Postgres];

    /// <summary>Such as <c>workers/payment</c>.</summary>
    public static string Of(ServiceFolder service) => $"workers/{service.Name}";
}
