using System.Net;

namespace Workers.LocalAws.Tests.Sqs.Query;

/// <summary>Source: the examples of the SQS API reference, version 2012-11-05.</summary>
public sealed class QueryQueueTests : QueryTest
{
    [Fact]
    public async Task A_queue_is_created_with_attributes_and_tags()
    {
        var result = await CallAsync(
            "CreateQueue",
            ("QueueName", "payment"),
            ("Attribute.1.Name", "VisibilityTimeout"),
            ("Attribute.1.Value", "40"),
            ("Attribute.2.Name", "DelaySeconds"),
            ("Attribute.2.Value", "5"),
            ("Tag.1.Key", "team"),
            ("Tag.1.Value", "store"));

        var url = Text(result, "QueueUrl");
        Assert.Equal($"{Server.Endpoint}000000000000/payment", url);
        Assert.Equal(("40", "5"), (await AttributeAsync(url, "VisibilityTimeout"), await AttributeAsync(url, "DelaySeconds")));
        var tag = Assert.Single((await CallAsync("ListQueueTags", ("QueueUrl", url))).Elements("Tag"));
        Assert.Equal(("team", "store"), (Text(tag, "Key"), Text(tag, "Value")));
    }

    [Fact]
    public async Task Tags_come_and_go()
    {
        var url = await CreateQueueAsync();

        await CallAsync(
            "TagQueue", ("QueueUrl", url), ("Tag.1.Key", "a"), ("Tag.1.Value", "1"), ("Tag.2.Key", "b"), ("Tag.2.Value", "2"));
        await CallAsync("UntagQueue", ("QueueUrl", url), ("TagKey.1", "a"));

        var tag = Assert.Single((await CallAsync("ListQueueTags", ("QueueUrl", url))).Elements("Tag"));
        Assert.Equal("b", Text(tag, "Key"));
    }

    [Fact]
    public async Task Attributes_are_read_by_name()
    {
        var url = await CreateQueueAsync();

        var result = await CallAsync(
            "GetQueueAttributes", ("QueueUrl", url), ("AttributeName.1", "QueueArn"), ("AttributeName.2", "DelaySeconds"));

        Assert.Equal(
            [("QueueArn", Arn("queue")), ("DelaySeconds", "0")],
            result.Elements("Attribute").Select(attribute => (Text(attribute, "Name"), Text(attribute, "Value"))));
    }

    [Fact]
    public async Task One_attribute_needs_no_number()
    {
        var url = await CreateQueueAsync();

        await CallAsync("SetQueueAttributes", ("QueueUrl", url), ("Attribute.Name", "VisibilityTimeout"), ("Attribute.Value", "35"));

        Assert.Equal("35", await AttributeAsync(url, "VisibilityTimeout"));
    }

    [Fact]
    public async Task Queues_are_listed()
    {
        foreach (var name in (string[])["a1", "a2", "b"])
            await CreateQueueAsync(name);

        var result = await CallAsync("ListQueues", ("QueueNamePrefix", "a"), ("MaxResults", "1"));

        Assert.EndsWith("/a1", Assert.Single(result.Elements("QueueUrl")).Value, StringComparison.Ordinal);
        Assert.NotEmpty(Text(result, "NextToken"));
        Assert.Empty((await CallAsync("ListQueues", ("QueueNamePrefix", "zz"))).Elements());
    }

    [Fact]
    public async Task Operations_without_a_result_answer_without_one()
    {
        var url = await CreateQueueAsync();

        Assert.Equal("none", (await CallAsync("PurgeQueue", ("QueueUrl", url))).Name);
        Assert.Equal("none", (await CallAsync("DeleteQueue", ("QueueUrl", url))).Name);
    }

    // Recorded answer; the text differs from that of AWS JSON.
    [Fact]
    public async Task A_missing_queue_is_an_error_in_XML() => Assert.Equal(
        (HttpStatusCode.BadRequest, "Sender", "AWS.SimpleQueueService.NonExistentQueue",
            "The specified queue does not exist for this wsdl version."),
        await ErrorAsync("GetQueueUrl", ("QueueName", "missing")));

    [Fact]
    public async Task An_unknown_action_is_refused() => Assert.Equal(
        (HttpStatusCode.BadRequest, "Sender", "InvalidAction", "The action FooBar is not valid for this endpoint."),
        await ErrorAsync("FooBar"));

    [Fact]
    public async Task A_number_that_is_none_is_refused() => Assert.Equal(
        "MalformedInput", (await ErrorAsync("ReceiveMessage", ("QueueUrl", await CreateQueueAsync()), ("WaitTimeSeconds", "x"))).Code);

    [Fact]
    public async Task Too_many_parameters_are_refused() => Assert.Equal(
        "MalformedInput",
        (await ErrorAsync("ListQueues", [.. Enumerable.Range(0, 1100).Select(number => ($"p{number}", "x"))])).Code);

    [Fact]
    public async Task Move_tasks_are_started_and_listed()
    {
        await CreateQueueAsync("dead");
        await CreateQueueAsync("queue", ("RedrivePolicy", $$"""{"deadLetterTargetArn":"{{Arn("dead")}}","maxReceiveCount":1}"""));

        var handle = Text(await CallAsync("StartMessageMoveTask", ("SourceArn", Arn("dead"))), "TaskHandle");

        var task = (await CallAsync("ListMessageMoveTasks", ("SourceArn", Arn("dead")))).Element("ListMessageMoveTasksResultEntry")!;
        Assert.Equal(("COMPLETED", "0"), (Text(task, "Status"), Text(task, "ApproximateNumberOfMessagesMoved")));
        Assert.Equal("AWS.SimpleQueueService.UnsupportedOperation", (await ErrorAsync("CancelMessageMoveTask", ("TaskHandle", handle))).Code);
    }

    [Fact]
    public async Task Permissions_are_added_and_removed()
    {
        var url = await CreateQueueAsync();

        await CallAsync(
            "AddPermission", ("QueueUrl", url), ("Label", "share"), ("AWSAccountId.1", "668614515564"), ("ActionName.1", "SendMessage"));
        Assert.Contains("SQS:SendMessage", await AttributeAsync(url, "Policy"), StringComparison.Ordinal);
        await CallAsync("RemovePermission", ("QueueUrl", url), ("Label", "share"));

        Assert.Equal("InvalidParameterValue", (await ErrorAsync("RemovePermission", ("QueueUrl", url), ("Label", "share"))).Code);
    }

    [Fact]
    public async Task A_call_is_counted_and_can_be_made_to_fail()
    {
        await CallAsync("ListQueues");
        Server.Faults = new Workers.LocalAws.Faults.FaultSettings { Throttle = 1 };

        Assert.Equal((HttpStatusCode.Forbidden, "RequestThrottled"), await StatusAndCodeAsync());
        Assert.Equal(2, Server.RequestCounts["sqs:ListQueues"]);
    }

    private async Task<(HttpStatusCode Status, string Code)> StatusAndCodeAsync()
    {
        var (status, _, code, _) = await ErrorAsync("ListQueues");
        return (status, code);
    }
}
