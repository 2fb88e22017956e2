using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Logs;
using Store.Deploy.Services;

namespace Store.Deploy.Network;

/// <summary>Flow logs of the VPC: accepted and rejected connections by address and port, without contents.</summary>
internal static class FlowLogs
{
    public static void Add(NetworkStack stack, Deployment deployment)
    {
        var logs = LogStack.Create(stack, deployment, "network");
        var role = new Role(stack, "FlowLogs", new RoleProps
        {
            // Amazon VPC User Guide, "IAM role for publishing flow logs to CloudWatch Logs".
            AssumedBy = new ServicePrincipal("vpc-flow-logs.amazonaws.com", new ServicePrincipalOpts
            {
                Conditions = new Dictionary<string, object>
                {
                    ["StringEquals"] = new Dictionary<string, object> { ["aws:SourceAccount"] = stack.Account },
                    ["ArnLike"] = new Dictionary<string, object>
                    {
                        ["aws:SourceArn"] = $"arn:{stack.Partition}:ec2:{stack.Region}:{stack.Account}:vpc-flow-log/*",
                    },
                },
            }),

            // AWS documents the permissions to create and list log groups too. They are not needed: the group exists, and is named.
            InlinePolicies = new Dictionary<string, PolicyDocument>
            {
                ["Write"] = new(new PolicyDocumentProps { Statements = [Write(logs)] }),
            },
        });
        _ = new CfnFlowLog(stack, "FlowLog", new CfnFlowLogProps
        {
            ResourceType = "VPC",
            ResourceId = stack.Vpc.VpcId,
            TrafficType = "ALL",
            MaxAggregationInterval = 600,
            LogDestinationType = "cloud-watch-logs",
            LogGroupName = logs.LogGroupName,
            DeliverLogsPermissionArn = role.RoleArn,
        });
    }

    private static PolicyStatement Write(ILogGroup logs) => new(new PolicyStatementProps
    {
        Sid = "Write",
        Actions = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
        Resources = [logs.LogGroupArn],
    });
}
