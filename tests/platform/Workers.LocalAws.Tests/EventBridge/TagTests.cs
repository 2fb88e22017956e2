namespace Workers.LocalAws.Tests.EventBridge;

public sealed class TagTests : EventBridgeTest
{
    private const string Prefix = "arn:aws:events:eu-west-1:000000000000:";

    // Recorded answers; that of a rule of a missing bus is by analogy.
    [Theory]
    [InlineData("rule/orders", "Rule orders does not exist on EventBus default.")]
    [InlineData("rule/store/nope", "Rule nope does not exist on EventBus store.")]
    [InlineData("rule/shop/orders", "Event bus shop does not exist.")]
    [InlineData("event-bus/shop", "Event bus shop does not exist.")]
    public async Task A_missing_resource_is_named(string resource, string message)
    {
        await CreateRouteAsync();
        var input = new { ResourceARN = Prefix + resource, Tags = new[] { new { Key = "k", Value = "v" } }, TagKeys = new[] { "k" } };

        foreach (var operation in (string[])["TagResource", "UntagResource", "ListTagsForResource"])
            Assert.Equal(("ResourceNotFoundException", message), await Http.EventsErrorAsync(operation, input));
    }

    // Source: the EventBridge API reference, "Tag".
    [Theory]
    [InlineData(129, 0, "'tags.1.member.key' failed to satisfy constraint: Member must have length less than or equal to 128")]
    [InlineData(128, 257, "'tags.1.member.value' failed to satisfy constraint: Member must have length less than or equal to 256")]
    public async Task A_tag_that_is_too_long_is_refused(int key, int value, string constraint)
    {
        var tags = new[] { new { Key = new string('k', key), Value = new string('v', value) } };

        Assert.EndsWith(
            constraint, (await Http.EventsErrorAsync("CreateEventBus", new { Name = "store", Tags = tags })).Message, StringComparison.Ordinal);
    }
}
