namespace Store.Deploy.Environments;

/// <summary>A listener of an application load balancer that this app does not create. It has the certificate, the address ranges, logs and WAF.</summary>
internal sealed record ExistingListener
{
    /// <summary>ARN of the listener.</summary>
    public required string ListenerArn { get; init; }

    /// <summary>Id of the load balancer's security group. It has to allow outbound TCP to port 8080 in the VPC.</summary>
    public required string SecurityGroup { get; init; }

    /// <summary>Host name of the Storefront. The listener rule forwards requests for this host only.</summary>
    public required string Host { get; init; }

    /// <summary>Priority of the listener rule, 1 to 50000; no other rule of the listener may have it.</summary>
    public required int Priority { get; init; }
}
