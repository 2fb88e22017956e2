namespace Store.Deploy.Environments;

/// <summary>The database server.</summary>
internal sealed record DatabaseSettings
{
    /// <summary>Instance class, e.g. <c>db.t4g.micro</c>.</summary>
    public required string InstanceClass { get; init; }

    /// <summary>Storage in GiB, 20 (the default) to 16384; grows automatically up to four times this size.</summary>
    public int StorageGiB { get; init; } = 20;

    /// <summary>
    /// Number of connections that the server allows, at least 20; by default estimated by the memory of the instance class. Mandatory for a class
    /// whose memory the app does not know.
    /// </summary>
    public int? MaxConnections { get; init; }

    /// <summary>Whether there is a standby server in another availability zone; false by default.</summary>
    public bool MultiAz { get; init; }

    /// <summary>Retention of the automated backups, 1 to 35 days; 7 by default.</summary>
    public int BackupDays { get; init; } = 7;

    /// <summary>
    /// Retention in days of weekly snapshots in a vault of AWS Backup, which outlive the server: 7 to 3650, or 0 for none. By default 90 in
    /// production, otherwise 0.
    /// </summary>
    public int? VaultDays { get; init; }

    /// <summary>Major version of PostgreSQL, 14 to 18; 17 by default. A later one upgrades the server at once, with an outage.</summary>
    public string Version { get; init; } = "17";

    /// <summary>
    /// Snapshot that the server was restored from: its identifier or ARN; null for a server that was created empty. A change replaces the
    /// server by one with the data of the snapshot, so a value has to stay (AWS CloudFormation, AWS::RDS::DBInstance, DBSnapshotIdentifier).
    /// </summary>
    public string? Snapshot { get; init; }

    /// <summary>Whether Performance Insights records the load by statement, for 7 days, without charge. By default only in production.</summary>
    public bool? PerformanceInsights { get; init; }

    /// <summary>Interval of Enhanced Monitoring in seconds: 1, 5, 10, 15, 30 or 60; 0 (the default) for none.</summary>
    public int MonitoringSeconds { get; init; }

    /// <summary>A server to use instead of creating one. Of the other keys, <see cref="InstanceClass"/> still names its size.</summary>
    public ExistingDatabase? Existing { get; init; }
}
