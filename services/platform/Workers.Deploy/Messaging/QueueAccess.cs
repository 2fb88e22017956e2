using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.SQS;
using Constructs;

namespace Workers.Deploy.Messaging;

/// <summary>Queue policies; they add to the permissions of the roles.</summary>
internal static class QueueAccess
{
    /// <summary>Denies access without TLS.</summary>
    public static void TlsOnly(CfnQueue queue) => Set(queue, Encrypted(queue));

    /// <summary>Allows one rule to send events, and denies access without TLS.</summary>
    public static void AllowRule(CfnQueue queue, string ruleArn)
    {
        var rule = new PolicyStatement(new PolicyStatementProps
        {
            Sid = "TheRule",
            Principals = [new ServicePrincipal("events.amazonaws.com")],
            Actions = ["sqs:SendMessage"],
            Resources = [queue.AttrArn],
            Conditions = new Dictionary<string, object>
            {
                ["ArnEquals"] = new Dictionary<string, object> { ["aws:SourceArn"] = ruleArn },
            },
        });
        Set(queue, rule, Encrypted(queue));
    }

    private static PolicyStatement Encrypted(CfnQueue queue) => new(new PolicyStatementProps
    {
        Sid = "TlsOnly",
        Effect = Effect.DENY,
        Principals = [new StarPrincipal()],
        Actions = ["sqs:*"],
        Resources = [queue.AttrArn],
        Conditions = new Dictionary<string, object>
        {
            ["Bool"] = new Dictionary<string, object> { ["aws:SecureTransport"] = "false" },
        },
    });

    private static void Set(CfnQueue queue, params PolicyStatement[] statements) => _ = new CfnQueuePolicy(
        (Construct)queue.Node.Scope!,
        queue.Node.Id + "Access",
        new CfnQueuePolicyProps
        {
            Queues = [queue.Ref],
            PolicyDocument = new PolicyDocument(new PolicyDocumentProps { Statements = statements }),
        });
}
