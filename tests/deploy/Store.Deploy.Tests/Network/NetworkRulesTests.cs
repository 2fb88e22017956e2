using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Network;

/// <summary>Wrong settings of the VPC and the load balancer.</summary>
public sealed class NetworkRulesTests
{
    private const string Vpc = """{ "id": "vpc-0123456789abcdef0", "serviceSubnets": ["subnet-00000001", "subnet-00000002"], """
        + """ "databaseSubnets": ["subnet-00000003", "subnet-00000004"], "publicSubnets": ["subnet-00000005", "subnet-00000006"] }""";

    private const string Listener = """{ "listenerArn": "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/a/0a/0b", """
        + """ "securityGroup": "sg-01234567", "host": "store.example.com", "priority": 1 }""";

    [Theory]
    [InlineData("cidr", "\"10.0.0.0/23\"", "network.cidr: '10.0.0.0/23' is not a range of private IPv4 addresses between /16 and /22")]
    [InlineData("cidr", "\"10.0.0.0/8\"", "network.cidr: '10.0.0.0/8' is not")]
    [InlineData("cidr", "\"11.0.0.0/16\"", "network.cidr: '11.0.0.0/16' is not")]
    [InlineData("cidr", "\"172.32.0.0/16\"", "network.cidr: '172.32.0.0/16' is not")]
    [InlineData("cidr", "\"fd00::/16\"", "network.cidr: 'fd00::/16' is not")]
    [InlineData("zones", "[\"eu-west-1a\"]", "network.zones: 'eu-west-1a' are not two or three names of availability zones")]
    [InlineData("zones", "[\"eu-west-1a\", \"eu-west-1a\"]", "network.zones: 'eu-west-1a, eu-west-1a' are not")]
    [InlineData("zones", "[\"euw1-az1\", \"euw1-az2\"]", "network.zones: 'euw1-az1, euw1-az2' are not")]
    [InlineData("endpoints", "false", "network.endpoints: without endpoints and NAT gateways the tasks cannot reach AWS.")]
    public void A_wrong_value_of_the_network_is_reported_with_its_key(string key, string value, string expected) => Assert.Contains(
        expected,
        Wrong.Environment("dev", settings => settings["network"] = Wrong.Json($$"""{ "{{key}}": {{value}} }""")),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("id", "\"mine\"", "network.vpc.id: 'mine' is not the id of a VPC")]
    [InlineData("serviceSubnets", "[\"subnet-00000001\"]", "network.vpc.serviceSubnets: there have to be two subnets or more")]
    [InlineData("databaseSubnets", "[]", "network.vpc.databaseSubnets: there are 0, but 2 serviceSubnets.")]
    [InlineData("publicSubnets", "[\"a\", \"b\"]", "network.vpc.publicSubnets: 'a' is not the id of a subnet")]
    public void A_wrong_value_of_an_existing_VPC_is_reported_with_its_key(string key, string value, string expected) => Assert.Contains(
        expected,
        Wrong.Environment("dev", settings =>
        {
            settings["network"] = Wrong.Json($$"""{ "vpc": {{Vpc}} }""");
            settings["network"]!["vpc"]![key] = Wrong.Json(value);
        }),
        StringComparison.Ordinal);

    [Fact]
    public void An_existing_VPC_has_its_own_range_and_NAT_gateways()
    {
        var message = Wrong.Environment("dev", settings =>
        {
            settings["natGateways"] = 1;
            settings["network"] = Wrong.Json($$"""{ "cidr": "10.1.0.0/16", "vpc": {{Vpc}} }""");
        });

        Assert.Contains("natGateways: 1, but network.vpc has its own. Set it to 0.", message, StringComparison.Ordinal);
        Assert.Contains("network: cidr, zones, endpoints and flowLogs are not allowed with vpc", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("listenerArn", "\"mine\"", "loadBalancer.existing.listenerArn: 'mine' is not the ARN of a listener")]
    [InlineData("securityGroup", "\"mine\"", "loadBalancer.existing.securityGroup: 'mine' is not the id of a security group")]
    [InlineData("host", "\"https://a\"", "loadBalancer.existing.host: 'https://a' is not a host name")]
    [InlineData("priority", "0", "loadBalancer.existing.priority: 0 is not between 1 and 50000.")]
    public void A_wrong_value_of_an_existing_load_balancer_is_reported_with_its_key(string key, string value, string expected) => Assert.Contains(
        expected,
        Wrong.Environment("dev", settings =>
        {
            settings["loadBalancer"] = Wrong.Json($$"""{ "existing": {{Listener}} }""");
            settings["loadBalancer"]!["existing"]![key] = Wrong.Json(value);
        }),
        StringComparison.Ordinal);

    [Fact]
    public void An_existing_load_balancer_has_its_own_logs_and_WAF() => Assert.Contains(
        "loadBalancer: accessLogs and waf are not allowed with existing",
        Wrong.Environment("dev", settings => settings["loadBalancer"] = Wrong.Json($$"""{ "waf": true, "existing": {{Listener}} }""")),
        StringComparison.Ordinal);

    [Fact]
    public void A_rate_that_WAF_does_not_know_is_reported() => Assert.Contains(
        "loadBalancer.wafRequests: 9 is not between 10 and 2000000000.",
        Wrong.Environment("dev", settings => settings["loadBalancer"] = Wrong.Json("""{ "wafRequests": 9 }""")),
        StringComparison.Ordinal);
}
