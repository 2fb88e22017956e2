using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Workers.EventBridge.Aws;
using Workers.Hosting.Subscriptions;
using Workers.Hosting.Provisioning;
using Workers.LocalAws;

namespace Workers.Cli.Tests;

public sealed class ProvisionerTests : IAsyncLifetime
{
    private readonly Subscription _subscription = new()
    {
        Queue = "payment",
        Pattern = JsonElement.Parse("""{ "source": ["store.orders"] }"""),
        VisibilityTimeoutSeconds = 45,
        MaxFailures = 7,
        RedriveHeadroom = 20,
    };

    private LocalAwsServer _aws = null!;
    private Provisioner _provisioner = null!;
    private EventBridgeClient _eventBridge = null!;

    public async ValueTask InitializeAsync()
    {
        _aws = await LocalAwsServer.StartAsync();
        _provisioner = new Provisioner(_aws.Endpoint);
        _eventBridge = new EventBridgeClient(
            new BasicAWSCredentials("x", "x"), new EventBridgeClientConfig { ServiceURL = _aws.Endpoint.ToString(), AuthenticationRegion = _aws.Region });
    }

    [Fact]
    public async Task A_queue_has_its_visibility_and_its_dead_letter_queue()
    {
        await ProvisionAsync(_subscription);

        var attributes = await QueueAsync("payment");
        var redrive = JsonNode.Parse(attributes["RedrivePolicy"])!;
        Assert.Equal(("45", 27, (await QueueAsync("payment-dlq"))["QueueArn"]),
            (
                attributes["VisibilityTimeout"],
                redrive["maxReceiveCount"]!.GetValue<int>(),
                redrive["deadLetterTargetArn"]!.GetValue<string>()));
    }

    [Fact]
    public async Task The_rule_has_the_pattern_byte_for_byte()
    {
        await ProvisionAsync(_subscription);

        var rule = await CallAsync("DescribeRule", new JsonObject { ["EventBusName"] = "store", ["Name"] = "payment" });
        Assert.Equal(
            (_subscription.Pattern.GetRawText(), "ENABLED"), (rule["EventPattern"]!.GetValue<string>(), rule["State"]!.GetValue<string>()));
    }

    [Fact]
    public async Task The_queue_lets_in_just_its_rule()
    {
        await ProvisionAsync(_subscription);

        var rule = await CallAsync("DescribeRule", new JsonObject { ["EventBusName"] = "store", ["Name"] = "payment" });
        var policy = JsonNode.Parse((await QueueAsync("payment"))["Policy"])!["Statement"]![0]!;
        Assert.Equal(rule["Arn"]!.GetValue<string>(), policy["Condition"]!["ArnEquals"]!["aws:SourceArn"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_EventBridge_cannot_put_into_the_queue_goes_to_the_dead_letter_queue_of_the_rule()
    {
        await ProvisionAsync(_subscription);

        var targets = await CallAsync("ListTargetsByRule", new JsonObject { ["EventBusName"] = "store", ["Rule"] = "payment" });
        var target = Assert.Single(targets["Targets"]!.AsArray())!;
        Assert.Equal(
            ((await QueueAsync("payment-rule-dlq"))["QueueArn"], 86_400, 185),
            (
                target["DeadLetterConfig"]!["Arn"]!.GetValue<string>(),
                target["RetryPolicy"]!["MaximumEventAgeInSeconds"]!.GetValue<int>(),
                target["RetryPolicy"]!["MaximumRetryAttempts"]!.GetValue<int>()));
    }

    [Fact]
    public async Task The_bus_is_made_after_all_queues_and_before_all_rules()
    {
        await using var proxy = await RecordingProxy.StartAsync(_aws.Endpoint);
        var services = Enumerable.Range(0, 3).Select(number => _subscription with { Queue = $"worker-{number}" }).ToList();
        using var watched = new Provisioner(proxy.Endpoint);

        await watched.ProvisionAsync("store", services, TestContext.Current.CancellationToken);

        var order = proxy.Calls.ToList();
        var bus = order.IndexOf("AWSEvents.CreateEventBus");
        Assert.True(order.LastIndexOf("AmazonSQS.CreateQueue") < bus, string.Join(' ', order));
        Assert.True(bus < order.IndexOf("AWSEvents.PutRule"), string.Join(' ', order));
    }

    [Fact]
    public async Task The_bus_is_tagged_when_everything_is_there()
    {
        await using var proxy = await RecordingProxy.StartAsync(_aws.Endpoint);
        using var watched = new Provisioner(proxy.Endpoint);

        await watched.ProvisionAsync("store", [_subscription], TestContext.Current.CancellationToken);

        Assert.Equal("AWSEvents.TagResource", proxy.Calls.Last());
        Assert.NotNull(await TopologyAsync());
    }

    [Fact]
    public async Task The_tag_changes_only_where_it_was_missing()
    {
        await ProvisionAsync(_subscription);
        var first = await TopologyAsync();
        await ProvisionAsync(_subscription);
        var second = await TopologyAsync();
        await CallAsync("UntagResource", new JsonObject { ["ResourceARN"] = await BusArnAsync(), ["TagKeys"] = new JsonArray("workers:topology") });
        await ProvisionAsync(_subscription);

        Assert.Equal(first, second);
        Assert.NotEqual(first, await TopologyAsync());
    }

    [Theory, InlineData("payment"), InlineData("payment-dlq"), InlineData("payment-rule-dlq")]
    public async Task Messages_are_kept_for_14_days(string queue)
    {
        await ProvisionAsync(_subscription);

        Assert.Equal("1209600", (await QueueAsync(queue))["MessageRetentionPeriod"]);
    }

    [Theory, InlineData("payment"), InlineData("payment-dlq"), InlineData("payment-rule-dlq")]
    public async Task Every_queue_is_encrypted_and_refuses_plain_http(string queue)
    {
        await ProvisionAsync(_subscription);

        var attributes = await QueueAsync(queue);
        var policy = JsonNode.Parse(attributes["Policy"])!["Statement"]!.AsArray();
        Assert.Equal("true", attributes["SqsManagedSseEnabled"]);
        Assert.Contains(policy, statement =>
            statement!["Effect"]!.GetValue<string>() == "Deny"
            && statement["Condition"]?["Bool"]?["aws:SecureTransport"]?.GetValue<string>() == "false");
    }

    [Fact]
    public async Task It_may_be_repeated()
    {
        await ProvisionAsync(_subscription);
        await ProvisionAsync(_subscription);

        var targets = await CallAsync("ListTargetsByRule", new JsonObject { ["EventBusName"] = "store", ["Rule"] = "payment" });
        Assert.Single(targets["Targets"]!.AsArray());
    }

    [Fact]
    public async Task A_changed_subscription_changes_what_is_there()
    {
        await ProvisionAsync(_subscription);
        await ProvisionAsync(_subscription with { VisibilityTimeoutSeconds = 60, Pattern = JsonElement.Parse("""{ "source": ["store.users"] }""") });

        var rule = await CallAsync("DescribeRule", new JsonObject { ["EventBusName"] = "store", ["Name"] = "payment" });
        Assert.Equal(("60", """{ "source": ["store.users"] }"""), ((await QueueAsync("payment"))["VisibilityTimeout"], rule["EventPattern"]!.GetValue<string>()));
    }

    public async ValueTask DisposeAsync()
    {
        _provisioner.Dispose();
        _eventBridge.Dispose();
        await _aws.DisposeAsync();
    }

    private Task ProvisionAsync(Subscription subscription) =>
        _provisioner.ProvisionAsync("store", [subscription], TestContext.Current.CancellationToken);

    private async Task<string?> TopologyAsync()
    {
        var tags = await CallAsync("ListTagsForResource", new JsonObject { ["ResourceARN"] = await BusArnAsync() });
        return (string?)tags["Tags"]!.AsArray().Single(tag => (string?)tag!["Key"] == "workers:topology")!["Value"];
    }

    private async Task<string> BusArnAsync() =>
        (string)(await CallAsync("DescribeEventBus", new JsonObject { ["Name"] = "store" }))["Arn"]!;

    private Task<JsonObject> CallAsync(string operation, JsonObject input) =>
        _eventBridge.CallAsync(operation, input, TestContext.Current.CancellationToken);

    private async Task<Dictionary<string, string>> QueueAsync(string name)
    {
        var url = await _provisioner.Sqs.GetQueueUrlAsync(name, TestContext.Current.CancellationToken);
        return (await _provisioner.Sqs.GetQueueAttributesAsync(url.QueueUrl, ["All"], TestContext.Current.CancellationToken)).Attributes;
    }
}
