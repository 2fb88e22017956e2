using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.SQS;
using Workers.EventBridge.Aws;
using Workers.LocalAws;

namespace Workers.Cli.Tests.Doctor;

public sealed class DoctorCommandTests : IAsyncLifetime
{
    private const string Pattern = """{"source":["store.orders"],"detail-type":["OrderCreated"]}""";

    /// <summary>Otherwise those of the repository are found.</summary>
    private static readonly string NoContracts = Path.Combine(AppContext.BaseDirectory, "Workers.Contracts.dll");

    private readonly string _services = Directory.CreateTempSubdirectory("doctor-").FullName;
    private LocalAwsServer _server = null!;
    private AmazonSQSClient _sqs = null!;
    private EventBridgeClient _events = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        WriteWorker("Payment.Worker", $$"""{"queue":"payment","pattern":{{Pattern}}}""");
        _server = await LocalAwsServer.StartAsync();
        var credentials = new BasicAWSCredentials("x", "x");
        _sqs = new AmazonSQSClient(credentials, new AmazonSQSConfig { ServiceURL = _server.Endpoint.ToString(), AuthenticationRegion = _server.Region });
        _events = new EventBridgeClient(credentials, new EventBridgeClientConfig { ServiceURL = _server.Endpoint.ToString(), AuthenticationRegion = _server.Region });
        await CommandRun.SucceedAsync("provision", "--endpoint", _server.Endpoint.ToString(), "--services", _services);
    }

    public async ValueTask DisposeAsync()
    {
        _sqs.Dispose();
        _events.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(_services, recursive: true);
    }

    [Fact]
    public async Task A_provisioned_system_has_no_errors()
    {
        var run = await DoctorAsync();

        Assert.True(run.Code == 0, run.Output);
        Assert.Contains("0 errors, 0 warnings", run.Output, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Faults => new()
    {
        { "no bus", "error  bus store: It does not exist." },
        { "no rule", "error  rule payment: It does not exist on bus store." },
        { "disabled rule", "error  rule payment: It is disabled." },
        { "other pattern", """error  rule payment: Its pattern is {"source":["store.other"]}, and that of subscription.json is""" },
        { "no target", "error  rule payment: It has no target." },
        { "other target", "error  rule payment: Its target is arn:aws:sqs:eu-west-1:000000000000:elsewhere." },
        { "target without dead-letter queue", "error  rule payment: Its target has no dead-letter queue." },
        { "no queue", "error  queue payment: It does not exist." },
        { "no dead-letter queue", "error  queue payment: Its dead-letter queue arn:aws:sqs:eu-west-1:000000000000:payment-dlq does not exist." },
        { "no rule dead-letter queue", "error  rule payment: The dead-letter queue of its target, arn:aws:sqs:eu-west-1:000000000000:payment-rule-dlq, does not exist." },
        { "no policy", "error  queue payment: It has no policy, so EventBridge may not send to it." },
        { "policy of another rule", "error  queue payment: Its policy does not allow EventBridge to send to it for rule arn:aws:events:eu-west-1:000000000000:rule/store/payment." },
        { "denying policy", "error  queue payment: Its policy denies EventBridge to send to it." },
        { "no redrive policy", "error  queue payment: It has no dead-letter queue." },
        { "short retention of dead letters", "error  queue payment-dlq: It keeps messages for 1 days, and payment for 14 days." },
        { "short retention", "warning  queue payment: It keeps messages for 4 days; 14 days are possible." },
        { "other maxReceiveCount", "warning  queue payment: Its maxReceiveCount is 3; maxFailures and redriveHeadroom of subscription.json make 15." },
        { "other visibility timeout", "warning  queue payment: Its visibility timeout is 60 s; subscription.json says 30 s." },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_is_found_and_fix_mends_it(string fault, string expected)
    {
        await BreakAsync(fault);

        var found = await DoctorAsync();
        var repaired = await DoctorAsync("--fix");

        Assert.Contains(expected, found.Output, StringComparison.Ordinal);
        Assert.Equal(expected.StartsWith("error", StringComparison.Ordinal) ? 1 : 0, found.Code);
        Assert.True(repaired.Code == 0, repaired.Output);
        Assert.DoesNotContain(expected, repaired.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("payment", "DelaySeconds", "900", "warning  queue payment: It delays each message by 900 s.")]
    [InlineData("payment", "MaximumMessageSize", "1024", "warning  queue payment: It takes messages of up to 1024 bytes; 1048576 are possible.")]
    [InlineData("payment-rule-dlq", "KmsMasterKeyId", "alias/aws/sqs", "error  queue payment-rule-dlq: It is encrypted with the AWS managed key alias/aws/sqs.")]
    [InlineData("payment-dlq", "RedriveAllowPolicy", """{"redrivePermission":"denyAll"}""", "error  queue payment-dlq: Its RedriveAllowPolicy denies all sources.")]
    public async Task A_setting_that_provisioning_does_not_know_is_found(string queue, string attribute, string value, string expected)
    {
        await SetAsync(queue, (attribute, value));

        Assert.Contains(expected, (await DoctorAsync()).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Input", "\"{}\"")]
    [InlineData("InputPath", "\"$.detail\"")]
    public async Task A_target_that_changes_the_body_is_found(string name, string value)
    {
        var target = new JsonObject
        {
            ["Id"] = "queue",
            ["Arn"] = "arn:aws:sqs:eu-west-1:000000000000:payment",
            [name] = JsonNode.Parse(value),
        };
        await CallAsync("PutTargets", new() { ["Rule"] = "payment", ["Targets"] = new JsonArray(target) });

        Assert.Contains($"Its target has {name}: the queue gets another body than the event.", (await DoctorAsync()).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_mistyped_bus_is_not_provisioned_at_the_cost_of_the_right_one(bool exists)
    {
        if (exists)
            await _events.CallAsync("CreateEventBus", new() { ["Name"] = "dev-bus" }, Cancelled);

        var found = await DoctorAsync("--bus", "dev-bus", "--fix");

        Assert.Equal(1, found.Code);
        Assert.Contains("error  bus dev-bus: The queues belong to bus store: their policies let in its rules.", found.Output, StringComparison.Ordinal);
        Assert.Contains("Remedy: workers doctor --bus store.", found.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await DoctorAsync()).Code);
    }

    [Fact]
    public async Task What_cannot_be_mended_does_not_keep_the_rest_from_being_mended()
    {
        WriteWorker("Stock.Worker", $$"""{"queue":"stock","pattern":{{Pattern}}}""");
        await SetAsync("payment", ("RedrivePolicy", ""));
        await SetAsync("payment-dlq", ("RedriveAllowPolicy", """{"redrivePermission":"denyAll"}"""));

        var run = await DoctorAsync("--fix");

        Assert.Contains("payment could not be provisioned: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("error  queue payment: It has no dead-letter queue.", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("stock", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_queue_with_a_key_that_EventBridge_may_not_use_is_an_error()
    {
        await SetAsync("payment", ("KmsMasterKeyId", "alias/aws/sqs"));

        Assert.Contains("It is encrypted with the AWS managed key alias/aws/sqs.", (await DoctorAsync()).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pattern_is_compared_with_the_contracts()
    {
        WriteWorker("Thanks.Worker", """{"queue":"thanks","pattern":{"source":["store.orders"],"detail-type":["OrderCreatd"]}}""");
        await CommandRun.SucceedAsync("provision", "--endpoint", _server.Endpoint.ToString(), "--services", _services);

        var run = await DoctorAsync("--contracts", Path.Combine(AppContext.BaseDirectory, "Store.Contracts.dll"));

        Assert.Contains("error  subscription thanks: Its pattern matches no contract", run.Output, StringComparison.Ordinal);
        Assert.Contains("there is no contract with detail-type 'OrderCreatd', which is in the pattern. Did you mean 'OrderCreated'?", run.Output, StringComparison.Ordinal);
        Assert.Contains("warning  contract store.users/UserRegistered: No worker's pattern matches it.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Findings_are_JSON_if_asked_for()
    {
        await BreakAsync("disabled rule");

        var finding = Assert.Single((await DoctorAsync("--json")).Json["findings"]!.AsArray(), one => (string?)one!["severity"] == "error")!;

        Assert.Equal(("rule payment", "It is disabled."), ((string?)finding["subject"], (string?)finding["problem"]));
        Assert.Equal(
            $"aws events enable-rule --event-bus-name store --name payment --endpoint-url {_server.Endpoint.ToString().TrimEnd('/')}", (string?)finding["remedy"]);
    }

    [Fact]
    public async Task Queues_without_a_subscription_are_checked_by_name()
    {
        await BreakAsync("no redrive policy");

        var run = await CommandRun.OfAsync("doctor", "payment", "--endpoint", _server.Endpoint.ToString());

        Assert.Contains("error  queue payment: It has no dead-letter queue.", run.Output, StringComparison.Ordinal);
        Assert.Contains("'nothing' is neither a queue at", (await CommandRun.OfAsync("doctor", "nothing", "--endpoint", _server.Endpoint.ToString())).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_environment_is_an_error_with_the_known_ones()
    {
        var run = await CommandRun.OfAsync("doctor", "--environment", "nowhere");

        Assert.Equal(1, run.Code);
        Assert.StartsWith("error: --environment nowhere: there is no ", run.Error, StringComparison.Ordinal);
        Assert.Contains("There are: dev, prod", run.Error, StringComparison.Ordinal);
    }

    private Task<CommandRun> DoctorAsync(params string[] more) => CommandRun.OfAsync(
        ["doctor", "--endpoint", _server.Endpoint.ToString(), "--services", _services, "--contracts", NoContracts, .. more]);

    private void WriteWorker(string folder, string subscription)
    {
        Directory.CreateDirectory(Path.Combine(_services, folder));
        File.WriteAllText(Path.Combine(_services, folder, "subscription.json"), subscription);
    }

    private Task BreakAsync(string fault) => fault switch
    {
        "no bus" => NoBusAsync(),
        "no rule" => NoRuleAsync(),
        "disabled rule" => CallAsync("DisableRule", new() { ["Name"] = "payment" }),
        "other pattern" => CallAsync("PutRule", new() { ["Name"] = "payment", ["EventPattern"] = """{"source":["store.other"]}""" }),
        "no target" => CallAsync("RemoveTargets", new() { ["Rule"] = "payment", ["Ids"] = new JsonArray("queue") }),
        "other target" => TargetAsync("elsewhere", "payment-rule-dlq"),
        "target without dead-letter queue" => TargetAsync("payment", undelivered: null),
        "no queue" => DeleteAsync("payment"),
        "no dead-letter queue" => DeleteAsync("payment-dlq"),
        "no rule dead-letter queue" => DeleteAsync("payment-rule-dlq"),
        "no policy" => SetAsync("payment", ("Policy", "")),
        "policy of another rule" => PolicyAsync("Allow", "arn:aws:events:eu-west-1:000000000000:rule/store/stock"),
        "denying policy" => PolicyAsync("Deny", "arn:aws:events:eu-west-1:000000000000:rule/*"),
        "no redrive policy" => SetAsync("payment", ("RedrivePolicy", "")),
        "short retention of dead letters" => SetAsync("payment-dlq", ("MessageRetentionPeriod", "86400")),
        "short retention" => SetAsync("payment", ("MessageRetentionPeriod", "345600")),
        "other maxReceiveCount" => SetAsync("payment", ("RedrivePolicy", """{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:000000000000:payment-dlq","maxReceiveCount":3}""")),
        "other visibility timeout" => SetAsync("payment", ("VisibilityTimeout", "60")),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, message: null),
    };

    private async Task NoBusAsync()
    {
        await NoRuleAsync();
        await _events.CallAsync("DeleteEventBus", new() { ["Name"] = "store" }, Cancelled);
    }

    private async Task NoRuleAsync()
    {
        await BreakAsync("no target");
        await CallAsync("DeleteRule", new() { ["Name"] = "payment" });
    }

    private async Task TargetAsync(string queue, string? undelivered)
    {
        var target = new JsonObject { ["Id"] = "queue", ["Arn"] = $"arn:aws:sqs:eu-west-1:000000000000:{queue}" };
        if (undelivered is not null)
            target["DeadLetterConfig"] = new JsonObject { ["Arn"] = $"arn:aws:sqs:eu-west-1:000000000000:{undelivered}" };
        await CallAsync("PutTargets", new() { ["Rule"] = "payment", ["Targets"] = new JsonArray(target) });
    }

    private Task PolicyAsync(string effect, string rule) => SetAsync(
        "payment",
        ("Policy", $$$"""{"Version":"2012-10-17","Statement":[{"Effect":"{{{effect}}}","Principal":{"Service":"events.amazonaws.com"},"Action":"sqs:SendMessage","Resource":"*","Condition":{"ArnLike":{"aws:SourceArn":"{{{rule}}}"} } }]}"""));

    private Task<JsonObject> CallAsync(string operation, JsonObject input)
    {
        input["EventBusName"] = "store";
        return _events.CallAsync(operation, input, Cancelled);
    }

    private async Task SetAsync(string queue, (string Name, string Value) attribute) => await _sqs.SetQueueAttributesAsync(
        (await _sqs.GetQueueUrlAsync(queue, Cancelled)).QueueUrl, new() { [attribute.Name] = attribute.Value }, Cancelled);

    private async Task DeleteAsync(string queue) => await _sqs.DeleteQueueAsync((await _sqs.GetQueueUrlAsync(queue, Cancelled)).QueueUrl, Cancelled);
}
