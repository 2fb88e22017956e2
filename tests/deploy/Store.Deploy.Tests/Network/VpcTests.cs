using Store.Deploy.LoadBalancing;
using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Network;

/// <summary>The VPC: its ranges, zones, endpoints and flow logs, and an existing one.</summary>
public sealed class VpcTests(Synthesized synthesized)
{
    [Fact]
    public void By_default_it_has_the_range_10_0_in_the_first_two_zones_of_the_region()
    {
        Assert.Equal("10.0.0.0/16", Vpc(synthesized.Dev).Text("CidrBlock"));
        Assert.Equal(
            ["""[0,{"Fn::GetAZs":""}]""", """[1,{"Fn::GetAZs":""}]"""],
            synthesized.Dev.Of("AWS::EC2::Subnet").Select(subnet => subnet.Text("AvailabilityZone")!).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_settings_choose_range_and_zones_and_each_subnet_has_a_sixteenth()
    {
        var subnets = synthesized.Extended.Of("AWS::EC2::Subnet").ToList();

        Assert.Equal("172.16.0.0/22", Vpc(synthesized.Extended).Text("CidrBlock"));
        Assert.Equal(9, subnets.Count);
        Assert.All(subnets, subnet => Assert.EndsWith("/26", subnet.Text("CidrBlock"), StringComparison.Ordinal));
        Assert.Equal(
            ["REGIONa", "REGIONb", "REGIONc"],
            subnets.Select(subnet => subnet.Text("AvailabilityZone")!).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Without_endpoints_only_the_free_one_of_S3_is_left() => Assert.Equal(
        ["Gateway"], synthesized.Extended.Of("AWS::EC2::VPCEndpoint").Select(endpoint => endpoint.Text("VpcEndpointType")));

    [Fact]
    public void Without_endpoints_the_tasks_have_a_NAT_gateway() => Assert.Single(synthesized.Extended.Of("AWS::EC2::NatGateway"));

    [Fact]
    public void In_production_all_connections_are_in_a_flow_log()
    {
        var log = Assert.Single(synthesized.Prod.Of("AWS::EC2::FlowLog"));

        Assert.Equal("ALL", log.Text("TrafficType"));
        Assert.Equal(Vpc(synthesized.Prod).Name, log.Text("ResourceId"));
        Assert.Equal("/workers/prod/network", log.Text("LogGroupName"));
        Assert.Equal("90", synthesized.Prod.One("network-logs", "AWS::Logs::LogGroup").Text("RetentionInDays"));
        Assert.Empty(synthesized.Dev.Of("AWS::EC2::FlowLog"));
    }

    [Fact]
    public void The_role_of_the_flow_log_writes_to_its_log_group_and_does_nothing_else()
    {
        var statement = Assert.Single(
            Statement.Read(synthesized.Prod.One("network", "AWS::IAM::Role")), statement => statement.Principal.Length == 0);

        Assert.Equal(["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"], statement.Actions);
        Assert.Equal(["arn:aws:logs:REGION:ACCOUNT:log-group:/workers/prod/network:*"], statement.Resources);
    }

    /// <summary>Its default rules cannot be removed without a Lambda function.</summary>
    [Fact]
    public void Nothing_uses_the_default_security_group_of_the_VPC() => Assert.All(
        new[] { synthesized.Prod, synthesized.Extended }.SelectMany(stacks => stacks.Resources),
        resource =>
        {
            var groups = resource.Type switch
            {
                "AWS::ECS::Service" => resource.List("NetworkConfiguration.AwsvpcConfiguration.SecurityGroups"),
                "AWS::RDS::DBInstance" => resource.List("VPCSecurityGroups"),
                "AWS::ElasticLoadBalancingV2::LoadBalancer" => resource.List("SecurityGroups"),
                "AWS::EC2::VPCEndpoint" when resource.Text("VpcEndpointType") == "Interface" => resource.List("SecurityGroupIds"),
                _ => null,
            };
            Assert.True(groups is null or { Count: > 0 }, resource.Name);
        });

    [Fact]
    public void An_existing_VPC_is_used_and_none_is_created()
    {
        var stacks = synthesized.Existing;

        Assert.DoesNotContain("prod-network", stacks.Names);
        Assert.Empty(stacks.Of("AWS::EC2::VPC"));
        Assert.All(stacks.Of("AWS::EC2::SecurityGroup"), group => Assert.Equal("vpc-0123456789abcdef0", group.Text("VpcId")));
        Assert.All(stacks.Of("AWS::ECS::Service"), service => Assert.Equal(
            ["subnet-00000000000000001", "subnet-00000000000000002"],
            service.List("NetworkConfiguration.AwsvpcConfiguration.Subnets").Select(subnet => subnet.ToString())));
    }

    private static Resource Vpc(Stacks stacks) => Assert.Single(stacks.Of("AWS::EC2::VPC"));
}
