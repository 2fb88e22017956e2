using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;

namespace Fuzz.Tests;

/// <summary>The emulator answers whatever it is sent, and never with an error of its own.</summary>
public sealed class EmulatorFuzzTests(FuzzedSystem system) : IClassFixture<FuzzedSystem>
{
    private const string EventsJson = "application/x-amz-json-1.1";
    private const string SqsJson = "application/x-amz-json-1.0";

    private const string Pattern =
        """
        {"source":["store.orders",{"prefix":"store."}],"detail-type":[{"anything-but":["A","B"]},{"wildcard":"Order*C*d"}],"$or":[{"account":["1"]},{"region":[{"exists":true}]}],
         "detail":{"total":[{"numeric":[">",1,"<=",100]}],"lines":{"sku":["A",{"suffix":"9"}],"tags":[{"equals-ignore-case":"x"}]},"ip":[{"cidr":"10.0.0.0/8"}],"none":[null,{"exists":false}]}}
        """;

    private const string Event =
        """
        {"id":"1","source":"store.orders","detail-type":"OrderCreated","account":"1","region":"eu-west-1","time":"2026-01-01T00:00:00Z","resources":["a"],
         "detail":{"total":12.5,"lines":[{"sku":"A","tags":["X","y"]},{"sku":"B9","tags":[]}],"ip":"10.1.2.3"}}
        """;

    [Fact]
    public Task PutEvents() => EventsAsync(
        "PutEvents",
        """{"Entries":[{"EventBusName":"store","Source":"store.users","DetailType":"UserRegistered","Detail":"{\"a\":1}","Time":1700000000,"Resources":["a"],"TraceHeader":"Root=1-5759e988-bd862e3fe1be46a994272793"}]}""");

    [Fact]
    public Task PutRule() => EventsAsync(
        "PutRule", JsonSerializer.Serialize(new { Name = "fuzzed", EventBusName = "store", EventPattern = Pattern, State = "DISABLED" }));

    [Fact]
    public Task PutTargets() => EventsAsync(
        "PutTargets",
        """
        {"Rule":"fuzzed","EventBusName":"store","Targets":[{"Id":"1","Arn":"arn:aws:sqs:eu-west-1:000000000000:fuzzed","InputPath":"$.detail","DeadLetterConfig":{"Arn":"arn:aws:sqs:eu-west-1:000000000000:fuzzed"},
         "RetryPolicy":{"MaximumRetryAttempts":1,"MaximumEventAgeInSeconds":60}}]}
        """);

    [Fact]
    public Task Patterns() => Gen.Select(Mutations.Of(Pattern), Mutations.Of(Event)).SampleAsync(
        (pattern, @event) => system.PostAsync(
            system.Aws,
            JsonSerializer.SerializeToUtf8Bytes(new { EventPattern = Text(pattern), Event = Text(@event) }),
            EventsJson,
            "AWSEvents.TestEventPattern"),
        threads: 2);

    [Fact]
    public Task SendMessage() => SqsAsync(
        "SendMessage",
        """{"QueueUrl":"URL","MessageBody":"x","DelaySeconds":0,"MessageAttributes":{"a":{"DataType":"String","StringValue":"b"},"c":{"DataType":"Number","StringValue":"1"}}}""");

    [Fact]
    public Task SendMessageBatch() => SqsAsync("SendMessageBatch", """{"QueueUrl":"URL","Entries":[{"Id":"1","MessageBody":"x"},{"Id":"2","MessageBody":"y","DelaySeconds":1}]}""");

    [Fact]
    public Task ReceiveMessage() => SqsAsync(
        "ReceiveMessage", """{"QueueUrl":"URL","MaxNumberOfMessages":10,"WaitTimeSeconds":0,"VisibilityTimeout":0,"AttributeNames":["All"],"MessageAttributeNames":["a.*"]}""");

    [Fact]
    public Task ChangeMessageVisibilityBatch() => SqsAsync(
        "ChangeMessageVisibilityBatch", """{"QueueUrl":"URL","Entries":[{"Id":"1","ReceiptHandle":"x","VisibilityTimeout":1}]}""");

    [Fact]
    public Task CreateQueue() => SqsAsync(
        "CreateQueue", """{"QueueName":"made","Attributes":{"VisibilityTimeout":"30","RedrivePolicy":"{\"deadLetterTargetArn\":\"a\",\"maxReceiveCount\":5}"},"tags":{"a":"b"}}""");

    private Task EventsAsync(string operation, string body) => Mutations.Of(body)
        .SampleAsync(bytes => system.PostAsync(system.Aws, bytes, EventsJson, $"AWSEvents.{operation}"), threads: 2);

    private async Task SqsAsync(string operation, string body)
    {
        var (_, created) = await system.PostAsync(system.Aws, """{"QueueName":"fuzzed"}"""u8.ToArray(), SqsJson, "AmazonSQS.CreateQueue");
        var url = JsonNode.Parse(created)!["QueueUrl"]!.GetValue<string>();
        await Mutations.Of(body.Replace("URL", url, StringComparison.Ordinal))
            .SampleAsync(bytes => system.PostAsync(system.Aws, bytes, SqsJson, $"AmazonSQS.{operation}"), threads: 2);
    }

    private static string Text(byte[] bytes) => System.Text.Encoding.UTF8.GetString(bytes);
}
