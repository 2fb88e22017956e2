using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Store.Deploy.Environments.Rules;

/// <summary>Rules for the VPC.</summary>
internal static partial class VpcRules
{
    /// <summary>RFC 1918.</summary>
    private static readonly IPNetwork[] Private =
        [IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.168.0.0/16")];

    public static IEnumerable<string> Check(EnvironmentSettings settings)
    {
        var network = settings.Network;
        if (network.Vpc is not null)
            return ExistingProblems(settings, network.Vpc);
        return Problems(settings, network);
    }

    private static IEnumerable<string> Problems(EnvironmentSettings settings, NetworkSettings network)
    {
        if (network.Cidr is { } cidr && !IsPrivateRange(cidr))
        {
            yield return $"network.cidr: '{cidr}' is not a range of private IPv4 addresses between /16 and /22, such as 10.1.0.0/16. "
                + "Use one of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16 (RFC 1918).";
        }

        if (network.Zones is { } zones && (zones.Count is < 2 or > 3 || zones.Distinct(StringComparer.Ordinal).Count() < zones.Count || !zones.All(zone => Zone().IsMatch(zone ?? ""))))
            yield return $"network.zones: '{string.Join(", ", zones)}' are not two or three names of availability zones such as eu-west-1a.";
        foreach (var (name, _) in settings.Services.Where(service => settings.NatGateways == 0 && service.Value?.EgressPorts.Count > 0))
            yield return $"services.{name}.egressPorts: without a NAT gateway the tasks reach no address outside the VPC. Set natGateways to 1 or 2.";
        if (network.Zones is { } named && settings.Region is { Length: > 0 } region && named.FirstOrDefault(zone => zone?.StartsWith(region, StringComparison.Ordinal) is false) is { } elsewhere)
            yield return $"network.zones: '{elsewhere}' is not in the region {region}.";
        if (network.Endpoints is false && settings.NatGateways == 0)
            yield return "network.endpoints: without endpoints and NAT gateways the tasks cannot reach AWS. Set natGateways to 1 or 2, or endpoints to true.";
    }

    private static IEnumerable<string> ExistingProblems(EnvironmentSettings settings, ExistingVpc vpc)
    {
        if (!VpcId().IsMatch(vpc.Id))
            yield return $"network.vpc.id: '{vpc.Id}' is not the id of a VPC such as vpc-0123456789abcdef0.";
        if (vpc.ServiceSubnets.Count < 2)
            yield return "network.vpc.serviceSubnets: there have to be two subnets or more, in different zones.";
        foreach (
            var (key, subnets, needed) in new[]
            {
                ("serviceSubnets", vpc.ServiceSubnets, true),
                ("databaseSubnets", vpc.DatabaseSubnets, settings.Database.Existing is null),
                ("publicSubnets", vpc.PublicSubnets, settings.LoadBalancer.Existing is null),
            })
        {
            foreach (var subnet in subnets.Where(subnet => !SubnetId().IsMatch(subnet ?? "")))
                yield return $"network.vpc.{key}: '{subnet}' is not the id of a subnet such as subnet-0123456789abcdef0.";
            if (needed && subnets.Count != vpc.ServiceSubnets.Count)
                yield return $"network.vpc.{key}: there are {subnets.Count}, but {vpc.ServiceSubnets.Count} serviceSubnets. Name one for each zone.";
        }

        if (settings.NatGateways != 0)
            yield return $"natGateways: {settings.NatGateways}, but network.vpc has its own. Set it to 0.";
        if (settings.Network is { Cidr: not null } or { Zones: not null } or { Endpoints: not null } or { FlowLogs: not null })
            yield return "network: cidr, zones, endpoints and flowLogs are not allowed with vpc, whose owner decides on them. Remove them.";
    }

    private static bool IsPrivateRange(string range) =>
        IPNetwork.TryParse(range, out var network)
        && network.BaseAddress.AddressFamily == AddressFamily.InterNetwork
        && network.PrefixLength is >= 16 and <= 22
        && Private.Any(parent => parent.Contains(network.BaseAddress));

    [GeneratedRegex("^[a-z]{2}(-[a-z]+)+-[0-9][a-z]$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Zone();

    [GeneratedRegex("^vpc-[0-9a-f]{8,17}$", RegexOptions.None, 1000)]
    private static partial Regex VpcId();

    [GeneratedRegex("^subnet-[0-9a-f]{8,17}$", RegexOptions.None, 1000)]
    private static partial Regex SubnetId();
}
