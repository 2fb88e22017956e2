using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.KMS;
using Amazon.CDK.AWS.SNS;
using Constructs;
using Workers.Deploy.Environments;

namespace Workers.Deploy.Alarms;

/// <summary>The SNS topic of the alarms. It has a customer managed key, because CloudWatch cannot use the AWS managed key.</summary>
internal sealed class AlarmsStack : EnvironmentStack
{
    public AlarmsStack(Construct scope, string id, ResourceNames names, EnvironmentSettings settings)
        : base(scope, id, settings)
    {
        var key = new CfnKey(this, "Key", new CfnKeyProps
        {
            Description = $"Alarms of {names.Environment}",
            EnableKeyRotation = true,
            KeyPolicy = new PolicyDocument(new PolicyDocumentProps { Statements = [Administration(), Use()] }),
        });
        var topic = new CfnTopic(this, "Topic", new CfnTopicProps { TopicName = names.AlarmTopic, KmsMasterKeyId = key.AttrArn });
        _ = new CfnTopicPolicy(this, "TopicAccess", new CfnTopicPolicyProps
        {
            Topics = [topic.Ref],
            PolicyDocument = new PolicyDocument(new PolicyDocumentProps { Statements = [Publishing(topic), TlsOnly(topic)] }),
        });
        if (settings.AlarmEmail is { Length: > 0 } email)
            _ = new CfnSubscription(this, "Email", new CfnSubscriptionProps { TopicArn = topic.Ref, Protocol = "email", Endpoint = email });
    }

    // The default key policy with explicit actions instead of kms:*: IAM policies of this account control the administration of the key.
    private static PolicyStatement Administration() => new(new PolicyStatementProps
    {
        Sid = "Administration",
        Principals = [new AccountRootPrincipal()],
        Actions =
        [
            "kms:CancelKeyDeletion", "kms:DescribeKey", "kms:DisableKey", "kms:EnableKey", "kms:EnableKeyRotation",
            "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListResourceTags", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion",
            "kms:TagResource", "kms:UntagResource", "kms:UpdateKeyDescription",
        ],
        Resources = ["*"],
    });

    private PolicyStatement Use() => new(new PolicyStatementProps
    {
        Sid = "Alarms",
        Principals = [new ServicePrincipal("cloudwatch.amazonaws.com")],
        Actions = ["kms:Decrypt", "kms:GenerateDataKey"],
        Resources = ["*"],
        Conditions = OfThisAccount(),
    });

    private PolicyStatement Publishing(CfnTopic topic) => new(new PolicyStatementProps
    {
        Sid = "Alarms",
        Principals = [new ServicePrincipal("cloudwatch.amazonaws.com")],
        Actions = ["sns:Publish"],
        Resources = [topic.Ref],
        Conditions = OfThisAccount(),
    });

    private static PolicyStatement TlsOnly(CfnTopic topic) => new(new PolicyStatementProps
    {
        Sid = "TlsOnly",
        Effect = Effect.DENY,
        Principals = [new AnyPrincipal()],
        Actions = ["sns:Publish"],
        Resources = [topic.Ref],
        Conditions = new Dictionary<string, object>
        {
            ["Bool"] = new Dictionary<string, object> { ["aws:SecureTransport"] = "false" },
        },
    });

    private Dictionary<string, object> OfThisAccount() => new()
    {
        ["StringEquals"] = new Dictionary<string, object> { ["aws:SourceAccount"] = Account },
    };
}
