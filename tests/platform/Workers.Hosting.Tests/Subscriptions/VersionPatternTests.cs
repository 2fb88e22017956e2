using System.Text;
using Workers.EventBridge.Aws;
using Workers.Hosting.Subscriptions;
using Workers.Hosting.Provisioning;
using Workers.LocalAws;

namespace Workers.Hosting.Tests.Subscriptions;

/// <summary>A pattern that names the versions that the worker consumes.</summary>
public sealed class VersionPatternTests
{
    [Fact]
    public async Task Lets_other_versions_not_into_the_queue()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(
            file,
            """{ "queue": "answers", "pattern": { "source": ["tests"], "detail": { "metadata": { "eventVersion": [1] } } } }""",
            TestContext.Current.CancellationToken);
        await using var aws = await LocalAwsServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var provisioner = new Provisioner(aws.Endpoint);
        await provisioner.ProvisionAsync("store", [SubscriptionFile.Read(file)], TestContext.Current.CancellationToken);

        using var eventBridge = new EventBridgeClient(
            new Amazon.Runtime.BasicAWSCredentials("x", "x"),
            new EventBridgeClientConfig { ServiceURL = aws.Endpoint.ToString(), AuthenticationRegion = aws.Region });
        await eventBridge.PutEventsAsync(
            new PutEventsRequest { Entries = [Entry(version: 2), Entry(version: 1)] }, TestContext.Current.CancellationToken);

        var queue = await provisioner.Sqs.GetQueueUrlAsync("answers", TestContext.Current.CancellationToken);
        var received = await provisioner.Sqs.ReceiveMessageAsync(
            new Amazon.SQS.Model.ReceiveMessageRequest(queue.QueueUrl) { MaxNumberOfMessages = 10 }, TestContext.Current.CancellationToken);
        Assert.Contains("\"eventVersion\":1", Assert.Single(received.Messages).Body, StringComparison.Ordinal);
        File.Delete(file);
    }

    private static PutEventsEntry Entry(int version) => new()
    {
        EventBusName = "store",
        Source = "tests",
        DetailType = "Asked",
        Detail = Encoding.UTF8.GetBytes($$"""{"metadata":{"eventId":"e{{version}}","eventVersion":{{version}}},"data":{"subject":"s"} }"""),
    };
}
