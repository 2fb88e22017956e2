using System.Text.Json.Nodes;

namespace Workers.Cli.Tests.DeadLetters;

public sealed class ShowCommandTests : DeadLetterTest
{
    [Fact]
    public async Task A_message_is_shown_with_its_cause_and_without_personal_data()
    {
        await SendAsync(1);

        var run = await SucceedAsync("show", "payment");

        foreach (var part in new[] { "max-failures", "System.TimeoutException", "event-0", "OrderCreated", "\"orderId\": \"0\"", "\"email\": \"***\"" })
            Assert.Contains(part, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("ada@", run.Output, StringComparison.Ordinal);
        Assert.Equal((1, 0), await CountsAsync("payment-dlq"));
    }

    [Fact]
    public async Task Personal_data_is_shown_if_asked_for()
    {
        await SendAsync(1);

        Assert.Contains("ada@example.com", (await SucceedAsync("show", "payment", "--unmasked")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_limit_is_kept_and_said()
    {
        await SendAsync(5);

        var run = await SucceedAsync("show", "payment", "--limit", "2", "--json");

        Assert.Equal(2, run.Output.TrimEnd('\n').Split('\n').Select(line => (string?)JsonNode.Parse(line)!["eventId"]).Distinct().Count());
        Assert.Equal("2 of 5 messages are shown: see --limit.", run.Error.Trim());
    }

    [Fact]
    public async Task Control_characters_do_not_reach_the_terminal()
    {
        await Sqs.SendMessageAsync(await UrlAsync("payment-dlq"), "\"\u009b31m\"", Cancelled);

        Assert.DoesNotContain('\u009b', (await SucceedAsync("show", "payment")).Output);
    }
}
