using System.Text.Json.Serialization;

namespace Workers.Deploy.Environments;

/// <summary>The settings of an environment: <c>deploy/environments/NAME.json</c>.</summary>
internal sealed record EnvironmentSettings
{
    /// <summary>
    /// Whether the environment is in production: then the load balancer needs a certificate, the database is protected from deletion, and
    /// stand-ins are refused.
    /// </summary>
    public required bool Production { get; init; }

    /// <summary>Address ranges (CIDR) that may reach the load balancer.</summary>
    public required IReadOnlyList<string> Ingress { get; init; }

    /// <summary>Certificate of the load balancer (ACM, same region); without one it uses plain HTTP. Mandatory in production.</summary>
    public string? CertificateArn { get; init; }

    /// <summary>Address for alarms. SNS asks the recipient to confirm. Others can subscribe to the topic.</summary>
    public string? AlarmEmail { get; init; }

    /// <summary>NAT gateways, 0 to 2; without one the tasks reach only AWS, through VPC endpoints.</summary>
    public required int NatGateways { get; init; }

    /// <summary>Retention of the event archive, 1 to 3650 days.</summary>
    public required int ArchiveDays { get; init; }

    /// <summary>Retention of logs in days; one of the values of CloudWatch Logs.</summary>
    public required int LogDays { get; init; }

    /// <summary>Architecture of the images: <c>x86_64</c> (the default) or <c>arm64</c>, which costs 20 % less.</summary>
    public string Architecture { get; init; } = "x86_64";

    /// <summary>The database server.</summary>
    public required DatabaseSettings Database { get; init; }

    /// <summary>
    /// The CA certificates of the database server, as PEM: <c>NAME.pem</c> beside the file, if it exists. Without them the server is not
    /// verified. Mandatory in production.
    /// </summary>
    [JsonIgnore]
    public string? DatabaseAuthorities { get; init; }

    /// <summary>Settings of services, by name; empty by default.</summary>
    public IReadOnlyDictionary<string, ServiceSettings> Services { get; init; } =
        new Dictionary<string, ServiceSettings>(StringComparer.Ordinal);

    public ServiceSettings Of(ServiceFolder service) => Services.GetValueOrDefault(service.Name) ?? new ServiceSettings();
}
