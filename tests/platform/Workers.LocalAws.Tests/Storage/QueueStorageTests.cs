using Amazon.SQS.Model;

namespace Workers.LocalAws.Tests.Storage;

public sealed class QueueStorageTests : StorageTest
{
    [Fact]
    public async Task A_queue_survives_a_restart_with_its_attributes_its_policy_and_its_tags()
    {
        await CreateQueueAsync("dead");
        var url = await CreateQueueAsync(
            "queue",
            ("VisibilityTimeout", "17"),
            ("RedrivePolicy", $$"""{"deadLetterTargetArn":"{{Arn("dead")}}","maxReceiveCount":"3"}"""));
        await Sqs.AddPermissionAsync(url, "all", ["111122223333"], ["SendMessage"], Cancelled);
        await Sqs.TagQueueAsync(new TagQueueRequest { QueueUrl = url, Tags = new() { ["team"] = "pay", ["x"] = "" } }, Cancelled);
        var before = await AllAttributesAsync(url);
        Time.Advance(TimeSpan.FromHours(1));

        await RestartAsync();

        url = await UrlAsync();
        Assert.Equal(before, await AllAttributesAsync(url));
        var tags = (await Sqs.ListQueueTagsAsync(new ListQueueTagsRequest { QueueUrl = url }, Cancelled)).Tags;
        Assert.Equal([new("team", "pay"), new("x", "")], tags.OrderBy(tag => tag.Key));
    }

    [Fact]
    public async Task A_removed_attribute_and_a_deleted_queue_do_not_come_back()
    {
        var url = await CreateQueueAsync("queue", ("Policy", """{"Version":"2012-10-17","Statement":[]}"""));
        await CreateQueueAsync("gone");
        await RestartAsync();
        url = await UrlAsync();
        await Sqs.SetQueueAttributesAsync(url, new() { ["Policy"] = "", ["SqsManagedSseEnabled"] = "false" }, Cancelled);
        await Sqs.DeleteQueueAsync(await UrlAsync("gone"), Cancelled);

        await RestartAsync();

        var attributes = await AllAttributesAsync(await UrlAsync());
        Assert.DoesNotContain("Policy", attributes.Keys);
        Assert.Equal("false", attributes["SqsManagedSseEnabled"]);
        Assert.Single((await Sqs.ListQueuesAsync("", Cancelled)).QueueUrls);
    }

    [Fact]
    public async Task A_message_survives_with_its_content_its_attributes_and_its_times()
    {
        var url = await CreateQueueAsync();
        await Sqs.SendMessageAsync(
            new SendMessageRequest(url, "Grüße \"1\" \ud83d\ude00")
            {
                MessageAttributes = new()
                {
                    ["text"] = new() { DataType = "String.x", StringValue = "ä" },
                    ["bytes"] = new() { DataType = "Binary", BinaryValue = new MemoryStream([0, 255]) },
                },
                MessageSystemAttributes = new() { ["AWSTraceHeader"] = new() { DataType = "String", StringValue = "Root=1-5759e988-bd862e3fe1be46a994272793" } },
                MessageGroupId = "group",
            },
            Cancelled);
        Time.Advance(TimeSpan.FromSeconds(3));
        var before = await ReceiveOneAsync(visibilitySeconds: 0);

        await RestartAsync();

        var after = await ReceiveOneAsync();
        Assert.Equal((before.MessageId, before.Body, before.MD5OfMessageAttributes), (after.MessageId, after.Body, after.MD5OfMessageAttributes));
        Assert.Equal([0, 255], after.MessageAttributes["bytes"].BinaryValue.ToArray());
        Assert.Equal("2", after.Attributes["ApproximateReceiveCount"]);
        Assert.Equal(Unchanging(before), Unchanging(after));
    }

    [Fact]
    public async Task Messages_in_flight_and_delayed_ones_become_visible_when_their_time_ends()
    {
        var url = await CreateQueueAsync();
        await SendAsync(url, "in-flight");
        await ReceiveAsync(url, visibilitySeconds: 60);
        await Sqs.SendMessageAsync(new SendMessageRequest(url, "delayed") { DelaySeconds = 90 }, Cancelled);
        await SendAsync(url, "visible");
        Time.Advance(TimeSpan.FromSeconds(20));

        await RestartAsync();

        Assert.Equal(("1", "1", "1"), await CountsAsync(await UrlAsync()));
        Assert.Equal("visible", await BodiesAsync("queue"));
        Time.Advance(TimeSpan.FromSeconds(39));
        Assert.Equal("visible", await BodiesAsync("queue"));
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("in-flight", await BodiesAsync("queue"));
        Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Contains("delayed", await BodiesAsync("queue"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receipt_handle_of_before_the_restart_deletes_its_message()
    {
        await SendAsync(await CreateQueueAsync());
        var handle = (await ReceiveOneAsync()).ReceiptHandle;

        await RestartAsync();

        var url = await UrlAsync();
        await Sqs.DeleteMessageAsync(url, handle, Cancelled);
        Assert.Equal(("0", "0", "0"), await CountsAsync(url));
    }

    [Fact]
    public async Task Deleted_and_expired_messages_do_not_come_back()
    {
        var url = await CreateQueueAsync("queue", ("MessageRetentionPeriod", "60"));
        await SendAsync(url, "deleted");
        await SendAsync(url, "expired");
        await RestartAsync();
        url = await UrlAsync();
        await Sqs.DeleteMessageAsync(url, (await ReceiveAsync(url))[0].ReceiptHandle, Cancelled);

        await StopAsync();
        Time.Advance(TimeSpan.FromSeconds(61));
        await InitializeAsync();

        Assert.Equal(("0", "0", "0"), await CountsAsync(await UrlAsync()));
    }

    [Fact]
    public async Task A_dead_letter_can_be_moved_back_after_a_restart()
    {
        await CreateQueueAsync("dead");
        var url = await CreateQueueAsync(
            "queue", ("RedrivePolicy", $$"""{"deadLetterTargetArn":"{{Arn("dead")}}","maxReceiveCount":"1"}"""));
        await SendAsync(url);
        await ReceiveAsync(url, visibilitySeconds: 0);
        await ReceiveAsync(url);

        await RestartAsync();

        await Sqs.StartMessageMoveTaskAsync(new StartMessageMoveTaskRequest { SourceArn = Arn("dead") }, Cancelled);
        Assert.Equal("hello", await BodiesAsync("queue"));
    }

    private async Task<SortedDictionary<string, string>> AllAttributesAsync(string url) =>
        new((await Sqs.GetQueueAttributesAsync(url, ["All"], Cancelled)).Attributes, StringComparer.Ordinal);

    private static SortedDictionary<string, string> Unchanging(Message message)
    {
        var attributes = new SortedDictionary<string, string>(message.Attributes, StringComparer.Ordinal);
        attributes.Remove("ApproximateReceiveCount");
        return attributes;
    }
}
