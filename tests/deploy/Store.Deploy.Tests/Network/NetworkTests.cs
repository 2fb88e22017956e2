using Store.Deploy.LoadBalancing;
using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Network;

/// <summary>Who can reach whom.</summary>
public sealed class NetworkTests(Synthesized synthesized)
{
    private const string Balancer = "LoadBalancerAccess";

    public static TheoryData<string> Services => Names.All;

    [Fact]
    public void The_internet_reaches_the_load_balancer_and_nothing_else() => Assert.All(Both(), stacks =>
    {
        var network = $"{Assert.Single(stacks.Of("AWS::EC2::VPC")).Name}.CidrBlock";
        var open = Ingress(stacks).Where(rule => rule.From is not null && rule.From != network);

        Assert.NotEmpty(open);
        Assert.All(open, rule => Assert.StartsWith($"{stacks.Environment}-storefront.{Balancer}", rule.Group, StringComparison.Ordinal));
    });

    [Fact]
    public void The_load_balancer_is_open_to_the_ranges_of_the_environment_alone()
    {
        var rules = Ingress(synthesized.Dev).Where(rule => rule.Group.Contains(Balancer, StringComparison.Ordinal));

        Assert.Equal([("192.0.2.0/24", "80")], rules.Select(rule => (rule.From!, rule.Port)));
    }

    [Fact]
    public void The_load_balancer_alone_reaches_the_tasks_of_the_shop_and_nobody_those_of_workers()
    {
        var rules = Ingress(synthesized.Dev).Where(rule => synthesized.Dev.Of("AWS::ECS::Service").Any(service =>
            service.List("NetworkConfiguration.AwsvpcConfiguration.SecurityGroups").Any(group => group.ToString() == rule.Group)));

        var (group, from, port) = Assert.Single(rules);
        Assert.StartsWith("dev-storefront.Access", group, StringComparison.Ordinal);
        Assert.Null(from);
        Assert.Equal("8080", port);
    }

    [Fact]
    public void Nothing_but_the_load_balancer_has_a_public_address() => Assert.All(Both(), stacks =>
    {
        Assert.All(
            stacks.Of("AWS::ECS::Service"),
            service => Assert.Equal("DISABLED", service.Text("NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp")));
        Assert.All(stacks.Of("AWS::RDS::DBInstance"), server => Assert.Equal("false", server.Text("PubliclyAccessible")));
        Assert.All(stacks.Of("AWS::EC2::Subnet"), subnet => Assert.NotEqual("true", subnet.Text("MapPublicIpOnLaunch")));
        Assert.Equal(
            [$"{stacks.Environment}-storefront"],
            stacks.Of("AWS::ElasticLoadBalancingV2::LoadBalancer").Select(balancer => balancer.Text("Name")));
    });

    [Theory]
    [MemberData(nameof(Services))]
    public void Tasks_are_in_subnets_without_a_way_in(string service)
    {
        var subnets = synthesized.Dev.One(service, "AWS::ECS::Service").List("NetworkConfiguration.AwsvpcConfiguration.Subnets");

        Assert.Equal(2, subnets.Count);
        Assert.All(subnets, subnet => Assert.Contains("VpcservicesSubnet", subnet.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Tasks_reach_AWS_their_database_and_what_their_environment_names(string service)
    {
        var groups = synthesized.Prod.In(service, "AWS::EC2::SecurityGroup");
        var access = Assert.Single(groups, group => group.Id.StartsWith("Access", StringComparison.Ordinal));
        var open = access.List("SecurityGroupEgress").Select(rule => $"{rule["CidrIp"]} {rule["FromPort"]}");
        var database = Assert.Single(synthesized.Prod.In(service, "AWS::EC2::SecurityGroupEgress"), rule => rule.Id == "ToDatabase");

        Assert.Equal(service == "email" ? ["0.0.0.0/0 443", "0.0.0.0/0 587"] : ["0.0.0.0/0 443"], open);
        Assert.StartsWith("prod-database.Access", database.Text("DestinationSecurityGroupId"), StringComparison.Ordinal);
        Assert.Equal("5432", database.Text("ToPort"));
    }

    [Fact]
    public void The_load_balancer_hands_on_the_shop_and_not_what_operators_ask()
    {
        var rule = Assert.Single(synthesized.Dev.Of("AWS::ElasticLoadBalancingV2::ListenerRule"));
        var listener = Assert.Single(synthesized.Dev.Of("AWS::ElasticLoadBalancingV2::Listener"));

        Assert.Equal(
            """{"Values":["/orders","/orders/*","/products","/users","/users/*"]}""", rule.Find("Conditions.0.PathPatternConfig")!.ToJsonString());
        Assert.Equal("fixed-response", listener.Text("DefaultActions.0.Type"));
        Assert.Equal("404", listener.Text("DefaultActions.0.FixedResponseConfig.StatusCode"));
    }

    [Fact]
    public void The_load_balancer_asks_where_it_sends_requests_to_whether_the_shop_answers()
    {
        var targets = Assert.Single(synthesized.Dev.Of("AWS::ElasticLoadBalancingV2::TargetGroup"));

        Assert.Equal("8080", targets.Text("Port"));
        Assert.Null(targets.Find("HealthCheckPort"));
        Assert.Equal("/livez", targets.Text("HealthCheckPath"));
    }

    [Fact]
    public void In_production_the_load_balancer_speaks_TLS_and_sends_others_there()
    {
        var listeners = synthesized.Prod.Of("AWS::ElasticLoadBalancingV2::Listener").ToDictionary(listener => listener.Text("Port")!);

        Assert.Equal("HTTPS", listeners["443"].Text("Protocol"));
        Assert.StartsWith("ELBSecurityPolicy-TLS13-", listeners["443"].Text("SslPolicy"), StringComparison.Ordinal);
        Assert.Equal("redirect", listeners["80"].Text("DefaultActions.0.Type"));
        Assert.Equal("HTTPS", listeners["80"].Text("DefaultActions.0.RedirectConfig.Protocol"));
    }

    [Fact]
    public void What_tasks_need_of_AWS_has_an_endpoint_in_the_network()
    {
        var endpoints = synthesized.Dev.Of("AWS::EC2::VPCEndpoint").Select(endpoint => endpoint.Text("ServiceName")!.Split('.', 4)[3]);

        Assert.Equal(
            ["ecr.api", "ecr.dkr", "events", "logs", "s3", "secretsmanager", "sqs", "xray"], endpoints.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_endpoint_takes_HTTPS_from_within_and_begins_nothing_itself() => Assert.All(Both(), stacks =>
    {
        var group = Assert.Single(stacks.In("network", "AWS::EC2::SecurityGroup"));
        var ingress = Assert.Single(group.List("SecurityGroupIngress"));

        Assert.Equal(
            $"tcp 443 to 443 from {Assert.Single(stacks.Of("AWS::EC2::VPC")).Name}.CidrBlock",
            $"{ingress["IpProtocol"]} {ingress["FromPort"]} to {ingress["ToPort"]} from {ingress["CidrIp"]}");
        Assert.Equal("255.255.255.255/32", Assert.Single(group.List("SecurityGroupEgress"))["CidrIp"]!.ToString());
        Assert.All(
            stacks.Of("AWS::EC2::VPCEndpoint").Where(endpoint => endpoint.Text("VpcEndpointType") == "Interface"),
            endpoint => Assert.Equal([$"{group.Name}.GroupId"], endpoint.List("SecurityGroupIds").Select(id => id.ToString())));
    });

    [Fact]
    public void An_endpoint_serves_this_account_alone() => Assert.All(
        synthesized.Dev.Of("AWS::EC2::VPCEndpoint").Where(endpoint => endpoint.Text("VpcEndpointType") == "Interface"),
        endpoint =>
        {
            var statement = Assert.Single(Statement.Read(endpoint));
            Assert.Equal(("""{"AWS":"*"}""", true), (statement.Principal, statement.Allows));
            Assert.Equal("""{"StringEquals":{"aws:PrincipalAccount":"ACCOUNT"}}""", statement.Condition);
        });

    [Fact]
    public void S3_is_there_for_the_layers_of_images_alone()
    {
        var s3 = Assert.Single(synthesized.Dev.Of("AWS::EC2::VPCEndpoint"), endpoint => endpoint.Text("VpcEndpointType") == "Gateway");
        var statement = Assert.Single(Statement.Read(s3));

        Assert.Equal(["s3:GetObject"], statement.Actions);
        Assert.Equal(["arn:aws:s3:::prod-REGION-starport-layer-bucket/*"], statement.Resources);
    }

    [Fact]
    public void Dev_has_no_way_out_and_prod_has_one_in_each_zone()
    {
        Assert.Empty(synthesized.Dev.Of("AWS::EC2::NatGateway"));
        Assert.Equal(2, synthesized.Prod.Of("AWS::EC2::NatGateway").Count());
    }

    private IEnumerable<Stacks> Both() => [synthesized.Dev, synthesized.Prod];

    /// <summary>All ingress rules; From is null where they name another group.</summary>
    private static IEnumerable<(string Group, string? From, string Port)> Ingress(Stacks stacks) =>
    [
        .. from @group in stacks.Of("AWS::EC2::SecurityGroup")
           from rule in @group.List("SecurityGroupIngress")
           select (@group.Name + ".GroupId", (rule["CidrIp"] ?? rule["CidrIpv6"])?.ToString(), rule["FromPort"]?.ToString() ?? ""),
        .. from rule in stacks.Of("AWS::EC2::SecurityGroupIngress")
           select (rule.Text("GroupId")!, rule.Text("CidrIp") ?? rule.Text("CidrIpv6"), rule.Text("FromPort") ?? ""),
    ];
}
