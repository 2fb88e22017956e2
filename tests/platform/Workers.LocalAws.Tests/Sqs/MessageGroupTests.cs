using Amazon.SQS;
using Amazon.SQS.Model;

namespace Workers.LocalAws.Tests.Sqs;

/// <summary>The message groups of a standard queue, which make it a fair queue.</summary>
public sealed class MessageGroupTests : LocalAwsTest
{
    [Fact]
    public async Task The_group_of_a_message_is_returned()
    {
        var url = await CreateQueueAsync();
        var group = string.Concat(Enumerable.Repeat("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~aZ0", 4))[..128];

        await Sqs.SendMessageAsync(new SendMessageRequest(url, "hello") { MessageGroupId = group }, Cancelled);

        Assert.Equal(group, Assert.Single(await ReceiveAsync(url)).Attributes["MessageGroupId"]);
    }

    public static TheoryData<string> InvalidGroups => ["", "a b", "\u00e4", new string('a', 129)];

    // Recorded answers.
    [Theory]
    [MemberData(nameof(InvalidGroups))]
    public async Task An_invalid_group_is_refused(string group)
    {
        var url = await CreateQueueAsync();

        var error = await Assert.ThrowsAnyAsync<AmazonSQSException>(() => Sqs.SendMessageAsync(
            new SendMessageRequest(url, "hello") { MessageGroupId = group }, Cancelled));

        Assert.Equal("InvalidParameterValue", error.ErrorCode);
        Assert.Equal(
            $"Value {group} for parameter MessageGroupId is invalid. Reason: MessageGroupId can only include alphanumeric and punctuation "
            + "characters. 1 to 128 in length.",
            error.Message);
    }

    [Fact]
    public async Task An_invalid_group_in_a_batch_fails_its_entry()
    {
        var answer = await Sqs.SendMessageBatchAsync(
            await CreateQueueAsync(), [new("good", "a"), new("bad", "b") { MessageGroupId = "a b" }], Cancelled);

        Assert.Equal(("good", "bad"), (Assert.Single(answer.Successful).Id, Assert.Single(answer.Failed).Id));
    }
}
