using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.SQS.Model;
using Workers.EventBridge.Aws;
using Workers.Hosting.Provisioning;
using Workers.Hosting.Subscriptions;
using Workers.LocalAws;
using Workers.Testing;

namespace Workers.Cli.Tests;

/// <summary>A <c>subscription.json</c> whose queue is a FIFO queue.</summary>
public sealed class FifoProvisionerTests : IAsyncLifetime
{
    private readonly Subscription _subscription = new()
    {
        Queue = "payment.fifo",
        Pattern = JsonElement.Parse("""{ "source": ["store.orders"] }"""),
    };

    private LocalAwsServer _aws = null!;
    private Provisioner _provisioner = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _aws = await LocalAwsServer.StartAsync();
        _provisioner = new Provisioner(_aws.Endpoint);
    }

    [Theory]
    [InlineData("payment.fifo")]
    [InlineData("payment-dlq.fifo")]
    public async Task The_queue_and_its_dead_letter_queue_are_FIFO_queues(string queue)
    {
        await ProvisionAsync();

        Assert.Equal("true", (await AttributesAsync(queue))["FifoQueue"]);
    }

    [Fact]
    public async Task The_dead_letter_queue_of_the_rule_is_a_standard_queue()
    {
        await ProvisionAsync();

        Assert.DoesNotContain("FifoQueue", (await AttributesAsync("payment-rule-dlq")).Keys);
    }

    [Fact]
    public async Task It_can_be_provisioned_again()
    {
        await ProvisionAsync();

        await ProvisionAsync();

        Assert.Equal("true", (await AttributesAsync("payment.fifo"))["FifoQueue"]);
    }

    [Fact]
    public async Task Events_of_the_rule_arrive_in_one_group()
    {
        await ProvisionAsync();
        using var eventBridge = new EventBridgeClient(
            new BasicAWSCredentials("x", "x"), new EventBridgeClientConfig { ServiceURL = _aws.Endpoint.ToString(), AuthenticationRegion = _aws.Region });
        var entry = new JsonObject { ["EventBusName"] = "store", ["Source"] = "store.orders", ["DetailType"] = "OrderCreated", ["Detail"] = "{}" };
        await eventBridge.CallAsync("PutEvents", new JsonObject { ["Entries"] = new JsonArray(entry, entry.DeepClone()) }, Cancelled);

        var url = (await _provisioner.Sqs.GetQueueUrlAsync("payment.fifo", Cancelled)).QueueUrl;
        List<Message> received = [];
        await Eventually.UntilAsync(async () =>
        {
            var messages = await _provisioner.Sqs.ReceiveMessageAsync(
                new ReceiveMessageRequest(url) { MaxNumberOfMessages = 10, MessageSystemAttributeNames = ["MessageGroupId"] }, Cancelled);
            foreach (var message in messages.Messages ?? [])
            {
                received.Add(message);
                await _provisioner.Sqs.DeleteMessageAsync(url, message.ReceiptHandle, Cancelled);
            }

            return received.Count == 2;
        });

        Assert.All(received, message => Assert.Equal("payment.fifo", message.Attributes["MessageGroupId"]));
    }

    public async ValueTask DisposeAsync()
    {
        _provisioner.Dispose();
        await _aws.DisposeAsync();
    }

    private Task ProvisionAsync() => _provisioner.ProvisionAsync("store", [_subscription], Cancelled);

    private async Task<Dictionary<string, string>> AttributesAsync(string queue) =>
        (await _provisioner.Sqs.GetQueueAttributesAsync((await _provisioner.Sqs.GetQueueUrlAsync(queue, Cancelled)).QueueUrl, ["All"], Cancelled)).Attributes;
}
