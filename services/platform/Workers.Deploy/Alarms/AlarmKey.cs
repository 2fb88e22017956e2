using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.KMS;
using Constructs;

namespace Workers.Deploy.Alarms;

/// <summary>
/// The KMS key of the alarm topics. It is customer managed, because CloudWatch and RDS cannot use the AWS managed key of SNS (Amazon SNS
/// Developer Guide, "Enable compatibility between event sources from AWS services and encrypted topics").
/// </summary>
internal static class AlarmKey
{
    public static CfnKey Create(Construct scope, string name) => new(scope, "Key", new CfnKeyProps
    {
        Description = $"Alarms of {name}",
        EnableKeyRotation = true,
        KeyPolicy = new PolicyDocument(new PolicyDocumentProps
        {
            Statements = [Administration(), Use(Stack.Of(scope)), UseByHand(Stack.Of(scope))],
        }),
    });

    // The default key policy with explicit actions instead of kms:*: IAM policies of this account control the administration of the key.
    private static PolicyStatement Administration() => new(new PolicyStatementProps
    {
        Sid = "Administration",
        Principals = [new AccountRootPrincipal()],
        Actions =
        [
            "kms:CancelKeyDeletion", "kms:DescribeKey", "kms:DisableKey", "kms:DisableKeyRotation", "kms:EnableKey", "kms:EnableKeyRotation",
            "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListKeyRotations", "kms:ListResourceTags", "kms:PutKeyPolicy",
            "kms:RotateKeyOnDemand", "kms:ScheduleKeyDeletion", "kms:TagResource", "kms:UntagResource", "kms:UpdateKeyDescription",
        ],
        Resources = ["*"],
    });

    private static PolicyStatement Use(Stack stack) => new(new PolicyStatementProps
    {
        Sid = "Alarms",
        Principals = [.. AlarmTopics.Publishers],
        Actions = ["kms:Decrypt", "kms:GenerateDataKey"],
        Resources = ["*"],
        Conditions = AlarmTopics.OfThisAccount(stack),
    });

    // For aws sns publish: IAM policies of this account decide who may, and only through SNS.
    private static PolicyStatement UseByHand(Stack stack) => new(new PolicyStatementProps
    {
        Sid = "ByHand",
        Principals = [new AccountRootPrincipal()],
        Actions = ["kms:Decrypt", "kms:GenerateDataKey"],
        Resources = ["*"],
        Conditions = new Dictionary<string, object>
        {
            ["StringEquals"] = new Dictionary<string, object> { ["kms:ViaService"] = $"sns.{stack.Region}.amazonaws.com" },
        },
    });
}
