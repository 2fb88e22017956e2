using System.Text.Json.Serialization;
using MassTransit;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Foreign;

/// <summary>Notifications that S3 sends to a queue or a topic itself.</summary>
public sealed class S3NotificationTests : ForeignBodyTest
{
    private const string Notification = """
        {"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"eu-west-1","eventTime":"2026-01-01T10:00:00.000Z","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"invoices"},"object":{"key":"2026/1.pdf","size":1024}}}]}
        """;

    private readonly Consumed<BucketChanged> _changes = new();

    [Fact]
    public async Task The_body_is_the_contract_that_the_endpoint_names()
    {
        await StartAsync();

        await Bus.SendAsync(Notification);

        var record = Assert.Single((await _changes.OneAsync()).Message.Records);
        Assert.Equal(("ObjectCreated:Put", "invoices", "2026/1.pdf"), (record.EventName, record.S3.Bucket.Name, record.S3.Item.Key));
    }

    [Fact]
    public async Task A_notification_through_a_topic_is_read()
    {
        await StartAsync();

        await Bus.SendAsync(Sns(Notification));

        Assert.Equal(Guid.Parse("165545c9-2a5c-472c-8df2-7ff2be2b3b1b"), (await _changes.OneAsync()).MessageId);
    }

    [Fact]
    public async Task The_test_message_of_S3_is_skipped()
    {
        await StartAsync();

        await Bus.SendAsync("""{"Service":"Amazon S3","Event":"s3:TestEvent","Time":"2026-01-01T10:00:00.000Z","Bucket":"invoices"}""");

        await Bus.UntilEmptyAsync();
        Assert.Equal((0, (0, 0)), (_changes.Count, await Bus.CountAsync("orders-dlq")));
    }

    [Fact]
    public async Task Records_of_another_service_are_poison()
    {
        await StartAsync();

        await Bus.SendAsync("""{"Records":[{"eventSource":"aws:ses"}]}""");

        await Bus.UntilCountAsync(visible: 1, inFlight: 0, "orders-dlq");
    }

    private Task<WorkerHost> StartAsync() => StartAsync(Consuming(
        _changes,
        endpoint => endpoint.S3Notifications<BucketChanged>(),
        new WorkerSetup { Factory = cfg => cfg.Event<BucketChanged>("aws.s3", "Notification") }));
}

/// <summary>A notification of S3.</summary>
public sealed record BucketChanged(IReadOnlyList<BucketChange> Records);

public sealed record BucketChange(string EventName, BucketContent S3);

public sealed record BucketContent(BucketName Bucket, [property: JsonPropertyName("object")] BucketItem Item);

public sealed record BucketName(string Name);

public sealed record BucketItem(string Key, long Size);
