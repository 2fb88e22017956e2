using System.Globalization;
using Amazon.SQS.Model;

namespace Workers.LocalAws.Tests.Sqs;

public sealed class QueueTests : LocalAwsTest
{
    [Fact]
    public async Task A_queue_url_names_the_server_the_account_and_the_queue() =>
        Assert.Equal($"{Server.Endpoint}000000000000/payment", await CreateQueueAsync("payment"));

    [Fact]
    public async Task Creating_a_queue_again_returns_the_same()
    {
        var url = await CreateQueueAsync("payment", ("VisibilityTimeout", "60"));

        Assert.Equal(url, await CreateQueueAsync("payment", ("VisibilityTimeout", "60")));
        Assert.Equal(url, await CreateQueueAsync("payment"));
    }

    [Fact]
    public async Task Creating_a_queue_again_with_other_attributes_is_refused()
    {
        await CreateQueueAsync("payment", ("VisibilityTimeout", "60"));

        var error = await Assert.ThrowsAsync<QueueNameExistsException>(() => CreateQueueAsync("payment", ("VisibilityTimeout", "61")));

        Assert.Contains("VisibilityTimeout", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("ä")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789012345678901")]
    public async Task A_name_that_AWS_would_not_take_is_refused(string name) =>
        Assert.Equal(
            "InvalidParameterValue", (await Assert.ThrowsAnyAsync<Amazon.SQS.AmazonSQSException>(() => CreateQueueAsync(name))).ErrorCode);

    [Theory]
    [InlineData("VisibilityTimeout", "43201")]
    [InlineData("VisibilityTimeout", "-1")]
    [InlineData("DelaySeconds", "901")]
    [InlineData("MaximumMessageSize", "1023")]
    [InlineData("MaximumMessageSize", "1048577")]
    [InlineData("MessageRetentionPeriod", "59")]
    [InlineData("ReceiveMessageWaitTimeSeconds", "21")]
    [InlineData("ReceiveMessageWaitTimeSeconds", "x")]
    [InlineData("SqsManagedSseEnabled", "yes")]
    public async Task An_attribute_out_of_range_is_refused(string name, string value)
    {
        await Assert.ThrowsAsync<InvalidAttributeValueException>(() => CreateQueueAsync("payment", (name, value)));

        var url = await CreateQueueAsync("payment");
        await Assert.ThrowsAsync<InvalidAttributeValueException>(
            () => Sqs.SetQueueAttributesAsync(url, new() { [name] = value }, Cancelled));
    }

    [Fact]
    public async Task An_unknown_attribute_is_refused()
    {
        await Assert.ThrowsAsync<InvalidAttributeNameException>(() => CreateQueueAsync("payment", ("Visibility", "1")));
        var url = await CreateQueueAsync("payment");
        await Assert.ThrowsAsync<InvalidAttributeNameException>(() => Sqs.GetQueueAttributesAsync(url, ["Visibility"], Cancelled));
    }

    [Fact]
    public async Task The_attributes_have_the_defaults_of_AWS()
    {
        var url = await CreateQueueAsync("payment");

        var attributes = (await Sqs.GetQueueAttributesAsync(url, ["All"], Cancelled)).Attributes;

        Assert.Equal("30", attributes["VisibilityTimeout"]);
        Assert.Equal("0", attributes["DelaySeconds"]);
        Assert.Equal("1048576", attributes["MaximumMessageSize"]);
        Assert.Equal("345600", attributes["MessageRetentionPeriod"]);
        Assert.Equal("0", attributes["ReceiveMessageWaitTimeSeconds"]);
        Assert.Equal(Arn("payment"), attributes["QueueArn"]);
        Assert.Equal(Time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), attributes["CreatedTimestamp"]);
    }

    [Fact]
    public async Task An_attribute_that_is_set_is_kept_and_dated()
    {
        var url = await CreateQueueAsync("payment");
        Time.Advance(TimeSpan.FromMinutes(1));

        await Sqs.SetQueueAttributesAsync(
            url, new() { ["VisibilityTimeout"] = "5", ["Policy"] = "{}", ["KmsMasterKeyId"] = "key" }, Cancelled);

        Assert.Equal("5", await AttributeAsync(url, "VisibilityTimeout"));
        Assert.Equal("{}", await AttributeAsync(url, "Policy"));
        Assert.Equal("key", await AttributeAsync(url, "KmsMasterKeyId"));
        Assert.NotEqual(await AttributeAsync(url, "CreatedTimestamp"), await AttributeAsync(url, "LastModifiedTimestamp"));
    }

    [Fact]
    public async Task A_policy_that_is_no_JSON_is_refused() =>
        await Assert.ThrowsAsync<InvalidAttributeValueException>(() => CreateQueueAsync("payment", ("Policy", "garbage")));

    // Recorded answers.
    [Fact]
    public async Task A_list_without_a_queue_and_attributes_without_a_value_have_no_member()
    {
        await CreateQueueAsync("payment");

        Assert.Equal("{}", (await Http.SendAsync("AmazonSQS.ListQueues", """{"QueueNamePrefix":"zz"}""")).Body);
        Assert.Equal("{}", (await Http.SendAsync(
            "AmazonSQS.GetQueueAttributes", """{"QueueUrl":"http://localhost/0/payment","AttributeNames":["Policy"]}""")).Body);
    }

    // Recorded answers.
    [Theory]
    [InlineData("DeduplicationScope", "queue")]
    [InlineData("FifoThroughputLimit", "perQueue")]
    public async Task An_attribute_of_FIFO_queues_is_refused_in_the_words_of_AWS(string name, string value) => Assert.Equal(
        $"You can specify the {name} only when FifoQueue is set to true.",
        (await Assert.ThrowsAsync<InvalidAttributeNameException>(() => CreateQueueAsync("payment", (name, value)))).Message);

    [Fact]
    public async Task A_deleted_queue_is_gone()
    {
        var url = await CreateQueueAsync("payment");

        await Sqs.DeleteQueueAsync(url, Cancelled);

        await Assert.ThrowsAsync<QueueDoesNotExistException>(() => SendAsync(url));
        await Assert.ThrowsAsync<QueueDoesNotExistException>(() => Sqs.GetQueueUrlAsync("payment", Cancelled));
    }

    [Fact]
    public async Task Queues_are_listed_by_prefix_page_by_page()
    {
        foreach (var name in (string[])["b1", "a3", "a1", "a2"])
            await CreateQueueAsync(name);

        var first = await Sqs.ListQueuesAsync(new ListQueuesRequest { QueueNamePrefix = "a", MaxResults = 2 }, Cancelled);
        var second = await Sqs.ListQueuesAsync(
            new ListQueuesRequest { QueueNamePrefix = "a", MaxResults = 2, NextToken = first.NextToken }, Cancelled);

        Assert.Equal(["a1", "a2", "a3"], first.QueueUrls.Concat(second.QueueUrls).Select(url => url[(url.LastIndexOf('/') + 1)..]));
        Assert.Null(second.NextToken);
    }

    // Source: the API references of TagQueue and UntagQueue: both lists are required.
    [Theory]
    [InlineData("TagQueue", """{"QueueUrl":"http://localhost/0/payment","Tags":{}}""")]
    [InlineData("UntagQueue", """{"QueueUrl":"http://localhost/0/payment","TagKeys":[]}""")]
    public async Task Tags_without_one_are_refused(string operation, string body)
    {
        await CreateQueueAsync("payment");

        Assert.EndsWith(
            "MissingRequiredParameterException", (await Http.SendAsync($"AmazonSQS.{operation}", body)).Error().Type, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tags_come_and_go()
    {
        var url = await CreateQueueAsync("payment");

        await Sqs.TagQueueAsync(new TagQueueRequest { QueueUrl = url, Tags = new() { ["team"] = "store", ["env"] = "dev" } }, Cancelled);
        await Sqs.UntagQueueAsync(new UntagQueueRequest { QueueUrl = url, TagKeys = ["env"] }, Cancelled);

        var tags = (await Sqs.ListQueueTagsAsync(new ListQueueTagsRequest { QueueUrl = url }, Cancelled)).Tags;
        Assert.Equal(new Dictionary<string, string> { ["team"] = "store" }, tags);
    }
}
