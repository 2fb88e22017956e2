using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.KMS;
using Amazon.CDK.AWS.SNS;
using Constructs;
using Workers.Deploy.Alarms;

namespace Workers.Deploy;

/// <summary>Properties of <see cref="AlarmTopics"/>.</summary>
public sealed record AlarmTopicsProps
{
    /// <summary>Name of the system or environment, e.g. <c>prod</c>: the topics are <c>prod-alarms-page</c> and <c>prod-alarms-ticket</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Mail address that gets all alarms; none by default. SNS asks the recipient to confirm each of the two topics.</summary>
    public string? Email { get; init; }

    /// <summary>
    /// HTTPS endpoint of a pager that gets the alarms of severity <see cref="AlarmSeverity.Page"/>; none by default. The endpoint has to confirm the
    /// subscription.
    /// </summary>
    public string? Https { get; init; }

    /// <summary>URL of the runbook, for the alarms' descriptions, without a heading; none by default.</summary>
    public string? RunbookUrl { get; init; }
}

/// <summary>
/// The encrypted SNS topics of the alarms, one for each severity, so that a receiver can subscribe to one of them. CloudWatch and RDS may publish
/// to them.
/// </summary>
public sealed class AlarmTopics : Construct
{
    /// <summary>Creates the topics and their key, and subscribes the receivers.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="id">Its id in the scope.</param>
    /// <param name="props">Its properties.</param>
    public AlarmTopics(Construct scope, string id, AlarmTopicsProps props)
        : base(scope, id)
    {
        ArgumentNullException.ThrowIfNull(props);
        var key = AlarmKey.Create(this, props.Name);
        var topics = Enum.GetValues<AlarmSeverity>().ToDictionary(severity => severity, severity => Create(NameOf(props.Name, severity), severity, key));
        if (props.Email is { Length: > 0 } email)
        {
            foreach (var (severity, topic) in topics)
                Subscribe($"Email{severity}", topic, "email", email);
        }

        if (props.Https is { Length: > 0 } pager)
            Subscribe("Pager", topics[AlarmSeverity.Page], "https", pager);
        Actions = new AlarmActions(Import(topics, AlarmSeverity.Page), Import(topics, AlarmSeverity.Ticket), props.RunbookUrl);
    }

    /// <summary>The actions for alarms of the same stack. In another stack, import the topics by their names.</summary>
    public AlarmActions Actions { get; }

    /// <summary>Name of a topic.</summary>
    /// <param name="name">Name of the system or environment.</param>
    /// <param name="severity">The severity.</param>
    public static string NameOf(string name, AlarmSeverity severity) => $"{name}-alarms-{severity.ToString().ToLowerInvariant()}";

    /// <summary>The services of AWS that publish alarms: CloudWatch, and RDS its events.</summary>
    internal static IEnumerable<ServicePrincipal> Publishers =>
        [new ServicePrincipal("cloudwatch.amazonaws.com"), new ServicePrincipal("events.rds.amazonaws.com")];

    /// <summary>The condition that a service of AWS acts for this account.</summary>
    internal static Dictionary<string, object> OfThisAccount(Stack stack) => new()
    {
        ["StringEquals"] = new Dictionary<string, object> { ["aws:SourceAccount"] = stack.Account },
    };

    private ITopic Import(Dictionary<AlarmSeverity, CfnTopic> topics, AlarmSeverity severity) =>
        Topic.FromTopicArn(this, $"{severity}Topic", topics[severity].Ref);

    private CfnTopic Create(string name, AlarmSeverity severity, CfnKey key)
    {
        var topic = new CfnTopic(this, $"{severity}", new CfnTopicProps { TopicName = name, KmsMasterKeyId = key.AttrArn });
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
        Conditions = OfThisAccount(Stack.Of(this)),
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
