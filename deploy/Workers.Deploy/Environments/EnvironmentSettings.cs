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

/// <summary>The database server.</summary>
internal sealed record DatabaseSettings
{
    /// <summary>Instance class, e.g. <c>db.t4g.micro</c>.</summary>
    public required string InstanceClass { get; init; }

    /// <summary>Storage in GiB, 20 to 16384; grows automatically up to four times this size.</summary>
    public required int StorageGiB { get; init; }

    /// <summary>Whether there is a standby server in another availability zone.</summary>
    public required bool MultiAz { get; init; }

    /// <summary>Retention of backups, 1 to 35 days.</summary>
    public required int BackupDays { get; init; }
}

/// <summary>The settings of a service.</summary>
internal sealed record ServiceSettings
{
    /// <summary>CPU of a task in 1/1024 vCPU: 256, 512 (the default), 1024, 2048 or 4096.</summary>
    public int Cpu { get; init; } = 512;

    /// <summary>Memory of a task in MiB, 1024 by default; two to eight times <see cref="Cpu"/>, in whole GiB.</summary>
    public int Memory { get; init; } = 1024;

    /// <summary>Minimum number of tasks. Default of a worker: the value in its <c>subscription.json</c>; of the Storefront: 1.</summary>
    public int? MinTasks { get; init; }

    /// <summary>Maximum number of tasks. Default of a worker: the value in its <c>subscription.json</c>; of the Storefront: 4.</summary>
    public int? MaxTasks { get; init; }

    /// <summary>Environment variables of the program. An empty value is an error: the operator has to fill it in.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// Environment variables whose value is in Secrets Manager: the secret's name, or <c>NAME:FIELD</c> for a field of a JSON secret.
    /// </summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>TCP ports that its tasks may reach besides HTTPS and the database, e.g. 587 of a mail server.</summary>
    public IReadOnlyList<int> EgressPorts { get; init; } = [];

    /// <summary>A service folder that runs as a sidecar in each task, on 127.0.0.1, instead of the real service.</summary>
    public string? StandIn { get; init; }
}
