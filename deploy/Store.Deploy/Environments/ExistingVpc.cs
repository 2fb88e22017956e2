namespace Store.Deploy.Environments;

/// <summary>
/// A VPC that this app does not create. Each kind of subnet has one subnet in each of the same zones. The subnets of the services need a
/// route to AWS: NAT gateways or VPC endpoints.
/// </summary>
internal sealed record ExistingVpc
{
    /// <summary>Id of the VPC.</summary>
    public required string Id { get; init; }

    /// <summary>Ids of the private subnets for tasks, at least two.</summary>
    public required IReadOnlyList<string> ServiceSubnets { get; init; }

    /// <summary>Ids of the subnets for the database server; not needed for an existing server.</summary>
    public IReadOnlyList<string> DatabaseSubnets { get; init; } = [];

    /// <summary>Ids of the public subnets for the load balancer; not needed for an existing load balancer.</summary>
    public IReadOnlyList<string> PublicSubnets { get; init; } = [];
}
