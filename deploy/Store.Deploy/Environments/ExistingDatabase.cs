namespace Store.Deploy.Environments;

/// <summary>A PostgreSQL server that this app does not create. The tasks have to reach it from their subnets.</summary>
internal sealed record ExistingDatabase
{
    /// <summary>Host name.</summary>
    public required string Endpoint { get; init; }

    /// <summary>TCP port; 5432 by default.</summary>
    public int Port { get; init; } = 5432;

    /// <summary>Id of its security group, to which each service adds an ingress rule.</summary>
    public required string SecurityGroup { get; init; }

    /// <summary>Complete ARN of the secret of an administrator (<c>username</c>, <c>password</c>) who may create databases and roles.</summary>
    public required string Administrator { get; init; }
}
