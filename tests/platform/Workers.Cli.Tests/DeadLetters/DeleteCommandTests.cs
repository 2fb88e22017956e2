namespace Workers.Cli.Tests.DeadLetters;

public sealed class DeleteCommandTests : DeadLetterTest
{
    [Fact]
    public async Task Only_selected_messages_are_deleted()
    {
        await SendAsync(20);
        await SendAsync(20, reason: "bad-json", first: 20);

        var run = await SucceedAsync("delete", "payment", "--where", "attributes.DeadLetterReason = bad-json", "--yes");

        Assert.Equal("payment-dlq: 20 messages deleted.", run.Output.Trim());
        Assert.Equal(Enumerable.Range(0, 20), (await TakeAllAsync("payment-dlq")).Select(OrderOf).Order());
        Assert.Equal((0, 0), await CountsAsync("payment"));
    }

    [Fact]
    public async Task Where_nobody_can_be_asked_it_deletes_nothing_without_yes()
    {
        await SendAsync(3);

        var run = await RunAsync("delete", "payment");

        Assert.Equal(1, run.Code);
        Assert.Contains("Delete 3 messages of payment-dlq at http://", run.Error, StringComparison.Ordinal);
        Assert.Equal((3, 0), await CountsAsync("payment-dlq"));
    }
}
