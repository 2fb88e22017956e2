using System.Net.Sockets;
using System.Net;
using System.Text.RegularExpressions;
using Store.Deploy.LoadBalancing;

namespace Store.Deploy.Environments.Rules;

/// <summary>Rules for the network and the load balancer.</summary>
internal static partial class NetworkRules
{
    public static IEnumerable<string> Check(EnvironmentSettings settings)
    {
        foreach (var range in settings.Ingress.Where(range => !IsIPv4Range(range)))
            yield return $"ingress: '{range}' is not a range of IPv4 addresses such as 203.0.113.0/24.";
        if (settings is { Production: true, LoadBalancer.Existing: null } && string.IsNullOrEmpty(settings.CertificateArn))
            yield return "certificateArn: production needs a certificate. Request one in ACM, in the region of the deployment.";
        if (settings.CertificateArn is { Length: > 0 } arn && !CertificateArn().IsMatch(arn))
            yield return $"certificateArn: '{arn}' is not the ARN of a certificate in ACM.";
        else if (settings is { CertificateArn: { Length: > 0 } certificate, Region: { Length: > 0 } region } && certificate.Split(':')[3] != region)
            yield return $"certificateArn: '{certificate}' is not in the region {region}; a load balancer takes only certificates of its own.";
        if (settings.NatGateways is < 0 or > 2)
            yield return $"natGateways: {settings.NatGateways} is not between 0 and 2.";
    }

    private static bool IsIPv4Range(string range) =>
        IPNetwork.TryParse(range, out var network) && network.BaseAddress.AddressFamily == AddressFamily.InterNetwork;

    [GeneratedRegex("^arn:aws[a-z-]*:acm:[a-z0-9-]+:[0-9]{12}:certificate/[A-Za-z0-9-]+$", RegexOptions.None, 1000)]
    private static partial Regex CertificateArn();
}
