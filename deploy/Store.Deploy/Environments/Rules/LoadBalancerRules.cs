using System.Text.RegularExpressions;
using Store.Deploy.LoadBalancing;

namespace Store.Deploy.Environments.Rules;

/// <summary>Rules for the logs and the firewall of the load balancer, and for an existing one.</summary>
internal static partial class LoadBalancerRules
{
    public static IEnumerable<string> Check(EnvironmentSettings settings)
    {
        var balancer = settings.LoadBalancer;

        // AWS WAF API Reference, RateBasedStatement.
        if (balancer.WafRequests is < 10 or > 2_000_000_000)
            yield return $"loadBalancer.wafRequests: {balancer.WafRequests} is not between 10 and 2000000000.";
        if (balancer.Existing is not { } existing)
            yield break;
        if (!ListenerArn().IsMatch(existing.ListenerArn))
            yield return $"loadBalancer.existing.listenerArn: '{existing.ListenerArn}' is not the ARN of a listener of an application load balancer.";
        if (!SecurityGroupId().IsMatch(existing.SecurityGroup))
            yield return $"loadBalancer.existing.securityGroup: '{existing.SecurityGroup}' is not the id of a security group such as sg-0123456789abcdef0.";
        if (Uri.CheckHostName(existing.Host) != UriHostNameType.Dns)
            yield return $"loadBalancer.existing.host: '{existing.Host}' is not a host name such as store.example.com.";
        if (existing.Priority is < 1 or > 50_000)
            yield return $"loadBalancer.existing.priority: {existing.Priority} is not between 1 and 50000.";
        if (balancer is { AccessLogs: true } or { Waf: true })
            yield return "loadBalancer: accessLogs and waf are not allowed with existing, whose owner decides on them. Remove them.";
    }

    [GeneratedRegex("^arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:[0-9]{12}:listener/app/[A-Za-z0-9-]+/[0-9a-f]+/[0-9a-f]+$", RegexOptions.None, 1000)]
    private static partial Regex ListenerArn();

    [GeneratedRegex("^sg-[0-9a-f]{8,17}$", RegexOptions.None, 1000)]
    private static partial Regex SecurityGroupId();
}
