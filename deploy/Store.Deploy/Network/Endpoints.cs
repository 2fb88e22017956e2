using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.IAM;
using Store.Deploy.Environments;
using Store.Deploy.Telemetry;

namespace Store.Deploy.Network;

/// <summary>The VPC endpoints of the AWS services that tasks call.</summary>
internal static class Endpoints
{
    /// <summary>
    /// The endpoint of S3, which is free. ECR stores image layers in S3 and signs the requests for them itself: the caller is not a principal
    /// of this account. Tasks use S3 for nothing else (Amazon ECR User Guide, "Minimum Amazon S3 Bucket Permissions for Amazon ECR").
    /// </summary>
    public static void AddImageLayers(Vpc vpc) =>
        vpc.AddGatewayEndpoint("S3", new GatewayVpcEndpointOptions { Service = GatewayVpcEndpointAwsService.S3 })
            .AddToPolicy(Through("Layers", ["s3:GetObject"], $"arn:{vpc.Stack.Partition}:s3:::prod-{vpc.Stack.Region}-starport-layer-bucket/*"));

    /// <param name="vpc">The VPC.</param>
    /// <param name="subnets">Name of the subnets of the endpoints.</param>
    /// <param name="settings">The environment, whose telemetry has endpoints too.</param>
    public static void Add(Vpc vpc, string subnets, EnvironmentSettings settings)
    {
        var access = new SecurityGroup(vpc.Stack, "EndpointAccess", new SecurityGroupProps
        {
            Vpc = vpc,
            Description = "VPC endpoints of AWS services, HTTPS from the VPC",
            AllowAllOutbound = false,
        });
        access.AddIngressRule(Peer.Ipv4(vpc.VpcCidrBlock), Port.Tcp(443), "HTTPS from the VPC");
        foreach (
            var (name, service) in new (string, InterfaceVpcEndpointAwsService)[]
            {
                ("Sqs", InterfaceVpcEndpointAwsService.SQS),
                ("EventBridge", InterfaceVpcEndpointAwsService.EVENTBRIDGE),
                ("EcrApi", InterfaceVpcEndpointAwsService.ECR),
                ("EcrImages", InterfaceVpcEndpointAwsService.ECR_DOCKER),
                ("Logs", InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS),
                ("Secrets", InterfaceVpcEndpointAwsService.SECRETS_MANAGER),
            }.Concat(TelemetryEndpoints.Of(settings)))
        {
            var endpoint = vpc.AddInterfaceEndpoint(name, new InterfaceVpcEndpointOptions
            {
                Service = service,
                PrivateDnsEnabled = true,
                Open = false,
                SecurityGroups = [access],
                Subnets = new SubnetSelection { SubnetGroupName = subnets },
            });

            // Prevents data exfiltration with credentials of another account. IAM roles restrict the principals of this account.
            var ours = Through("OfThisAccount", ["*"], "*");
            ours.AddCondition("StringEquals", new Dictionary<string, object> { ["aws:PrincipalAccount"] = vpc.Stack.Account });
            endpoint.AddToPolicy(ours);
        }
    }

    private static PolicyStatement Through(string sid, string[] actions, string resource) => new(new PolicyStatementProps
    {
        Sid = sid,
        Principals = [new AnyPrincipal()],
        Actions = actions,
        Resources = [resource],
    });
}
