using System.Text.Json.Serialization;
using Store.Deploy.LoadBalancing;

namespace Store.Deploy.Environments;

/// <summary>The settings of an environment: <c>deploy/environments/NAME.json</c>.</summary>
internal sealed record EnvironmentSettings
{
    /// <summary>
    /// Whether the environment is in production: then the load balancer needs a certificate, the database is protected from deletion, and
    /// simulators are refused.
    /// </summary>
    public required bool Production { get; init; }

    /// <summary>
    /// The AWS account, 12 digits. The CDK's command line refuses credentials of any other. Optional for reading templates, mandatory for
    /// deploying.
    /// </summary>
    public string? Account { get; init; }

    /// <summary>The AWS region, e.g. <c>eu-west-1</c>; optional and mandatory like <see cref="Account"/>.</summary>
    public string? Region { get; init; }

    /// <summary>
    /// The account whose ECR registry has the images, in the same region; the environment's own by default. Name it if environments are in
    /// different accounts: an image is built once, tested in one, and pulled by the next.
    /// </summary>
    public string? RegistryAccount { get; init; }

    /// <summary>
    /// The qualifier of the CDK bootstrap, which names the roles that deploy; the CDK's own by default. Environments that share an account
    /// need different ones: otherwise a role that may deploy one may also deploy the other.
    /// </summary>
    public string? BootstrapQualifier { get; init; }

    /// <summary>Address ranges (CIDR) that may reach the load balancer.</summary>
    public required IReadOnlyList<string> Ingress { get; init; }

    /// <summary>Certificate of the load balancer (ACM, same region); without one it uses plain HTTP. Mandatory in production.</summary>
    public string? CertificateArn { get; init; }

    /// <summary>The receivers of alarms; none by default. Mandatory in production.</summary>
    public AlarmSettings Alarms { get; init; } = new();

    /// <summary>The target of traces and metrics; CloudWatch by default.</summary>
    public TelemetrySettings Telemetry { get; init; } = new();

    /// <summary>NAT gateways, 0 to 2; without one the tasks reach only AWS, through VPC endpoints.</summary>
    public required int NatGateways { get; init; }

    /// <summary>The VPC.</summary>
    public NetworkSettings Network { get; init; } = new();

    /// <summary>The load balancer.</summary>
    public LoadBalancerSettings LoadBalancer { get; init; } = new();

    /// <summary>Name of an existing custom event bus of this account and region; null (the default) to create one.</summary>
    public string? Bus { get; init; }

    /// <summary>Value of the tag <c>owner</c> of all resources, e.g. a team; null (the default) for no such tag.</summary>
    public string? Owner { get; init; }

    /// <summary>Budget of the account in US dollars a month; null (the default) for none. Needs <see cref="AlarmEmail"/>.</summary>
    public int? Budget { get; init; }

    /// <summary>Retention of the event archive, 1 to 3650 days; 0 for no archive, only with an existing <see cref="Bus"/>.</summary>
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

    /// <summary>Settings of the services that do not have their own; none by default.</summary>
    public ServiceDefaults Defaults { get; init; } = new();

    /// <summary>Settings of services, by name; empty by default.</summary>
    public IReadOnlyDictionary<string, ServiceSettings> Services { get; init; } =
        new Dictionary<string, ServiceSettings>(StringComparer.Ordinal);

    /// <summary>The account of the registry; null if neither it nor the environment's is named.</summary>
    [JsonIgnore]
    public string? Registry => string.IsNullOrEmpty(RegistryAccount) ? NullIfEmpty(Account) : RegistryAccount;

    public ServiceSettings Of(ServiceFolder service) => Services.GetValueOrDefault(service.Name) ?? new ServiceSettings();

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
