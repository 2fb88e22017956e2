namespace Workers.Deploy.Environments;

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
