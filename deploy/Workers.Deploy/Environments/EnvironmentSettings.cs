using System.Text.Json.Serialization;

namespace Workers.Deploy.Environments;

/// <summary>What differs from one environment to the next: <c>deploy/environments/NAME.json</c>.</summary>
internal sealed record EnvironmentSettings
{
    /// <summary>
    /// Whether losing it would hurt: then the load balancer needs a certificate, the database is protected, and stand-ins are refused.
    /// </summary>
    public required bool Production { get; init; }

    /// <summary>Address ranges (CIDR) that may reach the load balancer.</summary>
    public required IReadOnlyList<string> Ingress { get; init; }

    /// <summary>Certificate of the load balancer (ACM, same region); without one it speaks plain HTTP. Mandatory in production.</summary>
    public string? CertificateArn { get; init; }

    /// <summary>Who is told of alarms, and has to confirm that by a mail from SNS; others can subscribe to the topic themselves.</summary>
    public string? AlarmEmail { get; init; }

    /// <summary>Ways out to the internet, 0 to 2; without one the tasks reach AWS alone, through its endpoints.</summary>
    public required int NatGateways { get; init; }

    /// <summary>How long the archive keeps events for replays, 1 to 3650 days.</summary>
    public required int ArchiveDays { get; init; }

    /// <summary>How long logs are kept, in days; one of those that CloudWatch Logs knows.</summary>
    public required int LogDays { get; init; }

    /// <summary>What the images were built for: <c>x86_64</c> (the default) or <c>arm64</c>, which costs a fifth less.</summary>
    public string Architecture { get; init; } = "x86_64";

    /// <summary>The database server.</summary>
    public required DatabaseSettings Database { get; init; }

    /// <summary>
    /// The authorities that vouch for the database server, as PEM: <c>NAME.pem</c> beside the file, if it is there. Without them nobody
    /// looks whether it is the server that answers. Mandatory in production.
    /// </summary>
    [JsonIgnore]
    public string? DatabaseAuthorities { get; init; }

    /// <summary>What only the operator knows of a service, by its name; nothing by default.</summary>
    public IReadOnlyDictionary<string, ServiceSettings> Services { get; init; } =
        new Dictionary<string, ServiceSettings>(StringComparer.Ordinal);

    public ServiceSettings Of(ServiceFolder service) => Services.GetValueOrDefault(service.Name) ?? new ServiceSettings();
}

/// <summary>The database server.</summary>
internal sealed record DatabaseSettings
{
    /// <summary>Such as <c>db.t4g.micro</c>.</summary>
    public required string InstanceClass { get; init; }

    /// <summary>20 to 65536; grows by itself up to four times as much.</summary>
    public required int StorageGiB { get; init; }

    /// <summary>Whether a second server stands by in another availability zone.</summary>
    public required bool MultiAz { get; init; }

    /// <summary>How long backups are kept, 1 to 35 days.</summary>
    public required int BackupDays { get; init; }
}

/// <summary>A service's own settings.</summary>
internal sealed record ServiceSettings
{
    /// <summary>Processor of a task in 1/1024 of a core: 256, 512 (the default), 1024, 2048 or 4096.</summary>
    public int Cpu { get; init; } = 512;

    /// <summary>Memory of a task in MiB, 1024 by default; two to eight times <see cref="Cpu"/>, in whole GiB.</summary>
    public int Memory { get; init; } = 1024;

    /// <summary>Tasks at least; of a worker what its <c>subscription.json</c> says by default, of the shop 1.</summary>
    public int? MinTasks { get; init; }

    /// <summary>Tasks at most; of a worker what its <c>subscription.json</c> says by default, of the shop 4.</summary>
    public int? MaxTasks { get; init; }

    /// <summary>Environment variables of the program. An empty value is one that the operator still has to fill in.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// Environment variables whose value is in Secrets Manager: the secret's name, or <c>NAME:FIELD</c> for a field of a JSON secret.
    /// </summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>TCP ports that its tasks may reach besides HTTPS and the database, such as 587 of a mail server.</summary>
    public IReadOnlyList<int> EgressPorts { get; init; } = [];

    /// <summary>A service folder that runs beside the program in each task, on 127.0.0.1, in the place of the real thing.</summary>
    public string? StandIn { get; init; }
}
