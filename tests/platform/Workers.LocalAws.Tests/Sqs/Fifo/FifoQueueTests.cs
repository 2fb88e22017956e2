using Amazon.SQS.Model;

namespace Workers.LocalAws.Tests.Sqs.Fifo;

/// <summary>Names and attributes of FIFO queues. Recorded answers, unless it says otherwise.</summary>
public sealed class FifoQueueTests : FifoTest
{
    [Fact]
    public async Task A_FIFO_queue_has_the_attributes_of_AWS()
    {
        var url = await CreateFifoAsync("orders.fifo", ("ContentBasedDeduplication", "True"));

        var attributes = (await Sqs.GetQueueAttributesAsync(url, ["All"], Cancelled)).Attributes;

        Assert.Equal(
            ("true", "true", "queue", "perQueue"),
            (attributes["FifoQueue"], attributes["ContentBasedDeduplication"], attributes["DeduplicationScope"],
                attributes["FifoThroughputLimit"]));
    }

    [Fact]
    public async Task Content_based_deduplication_can_be_turned_off()
    {
        var url = await CreateByContentAsync();

        await SetAsync(url, "ContentBasedDeduplication", "false");

        Assert.Equal("false", await AttributeAsync(url, "ContentBasedDeduplication"));
    }

    [Fact]
    public async Task The_name_ends_with_fifo()
    {
        Assert.Equal("InvalidParameterValue", (await ErrorAsync(() => CreateFifoAsync("orders"))).Code);
        Assert.Equal("InvalidParameterValue", (await ErrorAsync(() => CreateFifoAsync("or.ders.fifo"))).Code);
    }

    [Fact]
    public async Task The_name_of_a_standard_queue_does_not_end_with_fifo() => Assert.Equal(
        ("InvalidParameterValue", "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length"),
        await ErrorAsync(() => CreateQueueAsync("orders.fifo")));

    [Fact]
    public async Task A_queue_does_not_change_its_type()
    {
        var (standard, fifo) = (await CreateQueueAsync(), await CreateFifoAsync());

        await SetAsync(fifo, "FifoQueue", "true");

        Assert.Equal(("InvalidAttributeName", "Unknown Attribute FifoQueue."), await ErrorAsync(() => SetAsync(standard, "FifoQueue", "true")));
        Assert.Equal(
            ("InvalidAttributeValue", "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported."),
            await ErrorAsync(() => SetAsync(fifo, "FifoQueue", "false")));
    }

    [Theory]
    [InlineData("FifoQueue", "false")]
    [InlineData("ContentBasedDeduplication", "false")]
    public async Task A_standard_queue_does_not_know_the_attributes_of_FIFO_queues(string name, string value) => Assert.Equal(
        ("InvalidAttributeName", $"Unknown Attribute {name}."), await ErrorAsync(() => CreateQueueAsync("orders", (name, value))));

    [Fact]
    public async Task Creating_a_queue_again_with_other_attributes_is_refused()
    {
        var url = await CreateByContentAsync();

        Assert.Equal(url, await CreateByContentAsync());
        await Assert.ThrowsAsync<QueueNameExistsException>(() => CreateFifoAsync("orders.fifo", ("ContentBasedDeduplication", "false")));
    }

    // Source: the API reference of CreateQueue, FifoThroughputLimit.
    [Fact]
    public async Task A_throughput_limit_per_group_needs_deduplication_per_group()
    {
        await Assert.ThrowsAsync<InvalidAttributeValueException>(
            () => CreateFifoAsync("orders.fifo", ("FifoThroughputLimit", "perMessageGroupId")));

        await CreateFifoAsync("orders.fifo", ("FifoThroughputLimit", "perMessageGroupId"), ("DeduplicationScope", "messageGroup"));
    }

    [Theory]
    [InlineData("DeduplicationScope", "group")]
    [InlineData("FifoThroughputLimit", "none")]
    [InlineData("ContentBasedDeduplication", "yes")]
    public async Task An_attribute_out_of_range_is_refused(string name, string value) =>
        await Assert.ThrowsAsync<InvalidAttributeValueException>(() => CreateFifoAsync("orders.fifo", (name, value)));

    private Task<SetQueueAttributesResponse> SetAsync(string url, string name, string value) =>
        Sqs.SetQueueAttributesAsync(url, new() { [name] = value }, Cancelled);
}
