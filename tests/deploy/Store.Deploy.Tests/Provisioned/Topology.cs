using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Amazon.Runtime;
using Store.Deploy.Tests.Synthesis;
using Workers.EventBridge.Aws;
using Workers.Hosting.Provisioning;

namespace Store.Deploy.Tests.Provisioned;

/// <summary>Queues and rules as one line for each of their fields, in region REGION of account ACCOUNT.</summary>
internal static partial class Topology
{
    private const string Region = "eu-west-1";

    private static readonly string[] QueueFields =
        ["VisibilityTimeout", "MessageRetentionPeriod", "SqsManagedSseEnabled", "RedrivePolicy", "Policy"];

    /// <summary>What SQS takes for what a template does not say (Amazon SQS API Reference, CreateQueue).</summary>
    private static readonly Dictionary<string, string> Defaults = new(StringComparer.Ordinal)
    {
        ["VisibilityTimeout"] = "30",
        ["MessageRetentionPeriod"] = "345600",
    };

    /// <summary>What the templates say.</summary>
    public static List<string> Declared(Stacks stacks)
    {
        var policies = (from policy in stacks.Of("AWS::SQS::QueuePolicy")
                        from queue in policy.List("Queues")
                        select (Queue: queue.ToString(), Document: policy.Find("PolicyDocument")!)).ToDictionary();
        var queues = from queue in stacks.Of("AWS::SQS::Queue")
                     let name = queue.Text("QueueName")!
                     from field in QueueFields
                     let value = field == "Policy" ? policies[name] : queue.Find(field)
                     select Line($"queue {name}", field, value?.ToString() ?? Defaults.GetValueOrDefault(field));
        var rules = from rule in stacks.Of("AWS::Events::Rule")
                    from field in new[] { "EventBusName", "EventPattern", "State", "Targets" }
                    select Line($"rule {rule.Text("Name")}", field, rule.Text(field));
        return Sorted(queues.Concat(rules));
    }

    /// <summary>What is there when the provisioner has run.</summary>
    public static async Task<List<string>> ProvisionAsync(Uri endpoint, Stacks stacks)
    {
        var token = TestContext.Current.CancellationToken;
        var (bus, prefix) = ($"{stacks.Environment}-store", $"{stacks.Environment}-");
        using var provisioner = new Provisioner(endpoint, Region);
        var subscriptions = stacks.Services.Workers.Select(worker => worker.Subscription!);
        await provisioner.ProvisionAsync(
            bus, [.. subscriptions.Select(subscription => subscription with { Queue = prefix + subscription.Queue })], token);

        using var eventBridge = new EventBridgeClient(
            new BasicAWSCredentials("local", "local"),
            new EventBridgeClientConfig { ServiceURL = endpoint.ToString(), AuthenticationRegion = Region });
        var lines = new List<string>();
        foreach (var url in (await provisioner.Sqs.ListQueuesAsync("", token)).QueueUrls)
        {
            var attributes = (await provisioner.Sqs.GetQueueAttributesAsync(url, ["All"], token)).Attributes;
            lines.AddRange(QueueFields.Select(field => Line($"queue {url.Split('/')[^1]}", field, attributes.GetValueOrDefault(field))));
        }

        foreach (var rule in (await eventBridge.CallAsync("ListRules", new JsonObject { ["EventBusName"] = bus }, token))["Rules"]!.AsArray())
        {
            var name = rule!["Name"]!.ToString();
            var targets = await eventBridge.CallAsync(
                "ListTargetsByRule", new JsonObject { ["EventBusName"] = bus, ["Rule"] = name }, token);
            lines.Add(Line($"rule {name}", "Targets", targets["Targets"]!.ToString()));
            lines.AddRange(
                new[] { "EventBusName", "EventPattern", "State" }.Select(field => Line($"rule {name}", field, rule[field]?.ToString())));
        }

        return Sorted(lines);
    }

    private static string Line(string thing, string field, string? value)
    {
        // The pattern is text, and compared as such; other JSON may have its members in any order.
        var isJson = field != "EventPattern" && value?.TrimStart() is { } text && (text.StartsWith('{') || text.StartsWith('['));
        var said = isJson ? Ordered(JsonNode.Parse(value!))!.ToJsonString() : value;
        return $"{thing}: {field} {Arn().Replace(said ?? "", "arn:aws:${service}:REGION:ACCOUNT:")}";
    }

    private static JsonNode? Ordered(JsonNode? node) => node switch
    {
        JsonObject parent => new JsonObject(parent
            .OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Key, Ordered(member.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Ordered)]),
        _ => node?.DeepClone(),
    };

    private static List<string> Sorted(IEnumerable<string> lines) => [.. lines.Order(StringComparer.Ordinal)];

    [GeneratedRegex("arn:aws:(?<service>sqs|events):eu-west-1:[0-9]{12}:", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Arn();
}
