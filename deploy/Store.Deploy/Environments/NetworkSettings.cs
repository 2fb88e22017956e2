namespace Store.Deploy.Environments;

/// <summary>The VPC.</summary>
internal sealed record NetworkSettings
{
    /// <summary>
    /// Private address range, /16 to /22; 10.0.0.0/16 by default. Each subnet has a sixteenth. Networks with overlapping ranges cannot be
    /// connected (Amazon VPC User Guide, "VPC CIDR blocks").
    /// </summary>
    public string? Cidr { get; init; }

    /// <summary>
    /// Names of two or three availability zones, e.g. <c>eu-west-1a</c>; by default the first two of the region. In some zones a service has
    /// no endpoints.
    /// </summary>
    public IReadOnlyList<string>? Zones { get; init; }

    /// <summary>Whether tasks reach AWS through VPC endpoints; true by default. Without them they need a NAT gateway.</summary>
    public bool? Endpoints { get; init; }

    /// <summary>Whether flow logs are written to CloudWatch Logs, for <c>logDays</c>; by default only in production.</summary>
    public bool? FlowLogs { get; init; }

    /// <summary>A VPC to use instead of creating one. The other keys are then not allowed.</summary>
    public ExistingVpc? Vpc { get; init; }
}
