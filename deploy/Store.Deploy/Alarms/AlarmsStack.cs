using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.KMS;
using Amazon.CDK.AWS.SNS;
using Constructs;
using Store.Deploy.Environments;

namespace Store.Deploy.Alarms;

/// <summary>
/// The SNS topics of the alarms, one for each severity, so that a receiver can subscribe to one of them, and the receivers of the settings.
/// </summary>
internal sealed class AlarmsStack : EnvironmentStack
{
    public AlarmsStack(Construct scope, string id, ResourceNames names, EnvironmentSettings settings)
        : base(scope, id, settings)
    {
        var key = AlarmKey.Create(this, names.Environment);
        var topics = Enum.GetValues<Severity>().ToDictionary(severity => severity, severity => CreateTopic(names, severity, key));
        if (settings.Alarms.Email is { Length: > 0 } email)
        {
            foreach (var (severity, topic) in topics)
                Subscribe($"Email{severity}", topic, "email", email);
        }

        if (settings.Alarms.Https is { Length: > 0 } pager)
            Subscribe("Pager", topics[Severity.Page], "https", pager);
    }

    /// <summary>The services of AWS that publish alarms: CloudWatch, and RDS its events.</summary>
    public static IEnumerable<ServicePrincipal> Publishers =>
        [new ServicePrincipal("cloudwatch.amazonaws.com"), new ServicePrincipal("events.rds.amazonaws.com")];

    /// <summary>The condition that a service of AWS acts for this account.</summary>
    public static Dictionary<string, object> OfThisAccount(Stack stack) => new()
    {
        ["StringEquals"] = new Dictionary<string, object> { ["aws:SourceAccount"] = stack.Account },
    };

    private CfnTopic CreateTopic(ResourceNames names, Severity severity, CfnKey key)
    {
        var topic = new CfnTopic(this, $"{severity}", new CfnTopicProps { TopicName = names.AlarmTopic(severity), KmsMasterKeyId = key.AttrArn });
        _ = new CfnTopicPolicy(this, $"{severity}Access", new CfnTopicPolicyProps
        {
            Topics = [topic.Ref],
            PolicyDocument = new PolicyDocument(new PolicyDocumentProps { Statements = [Publishing(topic), TlsOnly(topic)] }),
        });
        return topic;
    }

    private void Subscribe(string id, CfnTopic topic, string protocol, string endpoint) =>
        _ = new CfnSubscription(this, id, new CfnSubscriptionProps { TopicArn = topic.Ref, Protocol = protocol, Endpoint = endpoint });

    private PolicyStatement Publishing(CfnTopic topic) => new(new PolicyStatementProps
    {
        Sid = "Alarms",
        Principals = [.. Publishers],
        Actions = ["sns:Publish"],
        Resources = [topic.Ref],
        Conditions = OfThisAccount(this),
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
}
