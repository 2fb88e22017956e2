using System.Text.Json.Nodes;

namespace Workers.Cli.Tests.DeadLetters;

public sealed class ListCommandTests : DeadLetterTest
{
    [Fact]
    public async Task Messages_are_grouped_by_cause_and_all_stay_visible()
    {
        await SendAsync(250);
        await SendAsync(3, reason: "bad-json");

        var queue = (await SucceedAsync("list", "--json")).Json["queues"]![0]!;

        Assert.Equal(
            [
                ("max-failures", "System.TimeoutException", "Order # timed out.", "OrderCreated", "1.2.0", 250),
                ("bad-json", "System.TimeoutException", "Order # timed out.", "OrderCreated", "1.2.0", 3),
            ],
            queue["groups"]!.AsArray().Select(group => (
                (string?)group!["reason"], (string?)group["exceptionType"], (string?)group["message"], (string?)group["detailType"], (string?)group["workerVersion"],
                (int)group["count"]!)));
        Assert.Equal((253, 0), await CountsAsync("payment-dlq"));
    }

    [Fact]
    public async Task A_table_names_the_queue_its_source_and_the_groups()
    {
        await SendAsync(2);

        var run = await SucceedAsync("list", "payment");

        Assert.StartsWith("payment-dlq: 2 messages, from payment", run.Output, StringComparison.Ordinal);
        Assert.Contains("System.TimeoutException: Order # timed out.", run.Output, StringComparison.Ordinal);
        Assert.Equal("", run.Error);
    }

    [Fact]
    public async Task Without_messages_it_says_so()
    {
        var run = await SucceedAsync("list");

        Assert.Equal($"No dead-letter queue at {Server.Endpoint.ToString().TrimEnd('/')} has messages.", run.Output.Trim());
    }

    [Fact]
    public async Task Values_are_counted_by_a_path()
    {
        await SendAsync(2, more: ("Tenant", "a"));
        await SendAsync(1, more: ("Tenant", "b"));

        var values = (await SucceedAsync("list", "payment", "--by", "attributes.Tenant", "--json")).Json["queues"]![0]!["values"]!;

        Assert.Equal("""{"a":2,"b":1}""", values.ToJsonString());
    }

    [Fact]
    public async Task Only_selected_messages_are_grouped()
    {
        await SendAsync(20, more: ("LastFailureAt", DateTimeOffset.UtcNow.AddDays(-3).ToString("O")));
        await SendAsync(5, first: 20);

        var recent = (await SucceedAsync("list", "payment", "--since", "1d", "--json")).Json["queues"]![0]!;
        var one = (await SucceedAsync("list", "payment", "--where", "detail.data.orderId = 7", "--json")).Json["queues"]![0]!;

        Assert.Equal((25, 5, 1), ((int)recent["read"]!, (int)recent["selected"]!, (int)one["selected"]!));
    }

    [Fact]
    public async Task Messages_that_SQS_moved_are_told_apart()
    {
        await Sqs.SendMessageAsync(await UrlAsync("payment"), Body(1), Cancelled);
        for (var time = 0; time < 3; time++)
        {
            await Sqs.ReceiveMessageAsync(
                new Amazon.SQS.Model.ReceiveMessageRequest(await UrlAsync("payment")) { VisibilityTimeout = 0 }, Cancelled);
        }

        var group = Assert.Single((await SucceedAsync("list", "--json")).Json["queues"]![0]!["groups"]!.AsArray());

        Assert.Equal("received maxReceiveCount times, then moved by SQS", (string?)group!["reason"]);
    }

    [Fact]
    public async Task Undelivered_events_of_a_rule_are_listed_too()
    {
        await SendAsync(1, queue: "payment-rule-dlq", more: ("TARGET_ARN", "arn:aws:sqs:eu-west-1:000000000000:payment"));

        var queue = Assert.Single((await SucceedAsync("list", "--json")).Json["queues"]!.AsArray())!;

        Assert.Equal(("payment-rule-dlq", true), ((string?)queue["queue"], (bool)queue["isOfRule"]!));
    }

    [Fact]
    public async Task Messages_that_another_reader_hides_are_missing_and_the_remark_says_so()
    {
        await SendAsync(3);
        await Sqs.ReceiveMessageAsync(new Amazon.SQS.Model.ReceiveMessageRequest(await UrlAsync("payment-dlq")) { VisibilityTimeout = 600 }, Cancelled);

        var queue = (await SucceedAsync("list", "--json")).Json["queues"]![0]!;

        Assert.Equal("2 of about 3 messages were read; another reader hides the others, or an answer of SQS was lost: they are visible after their visibility timeout.", (string?)queue["note"]);
    }

    [Fact]
    public async Task A_path_that_no_message_has_is_named()
    {
        await SendAsync(3);

        var run = await SucceedAsync("list", "payment", "--where", "detail.dta.orderId = 1");

        Assert.Equal("No message has detail.dta.orderId.", run.Error.Trim());
    }

    [Fact]
    public async Task After_Ctrl_C_no_message_stays_hidden()
    {
        await SendAsync(500);
        Server.Faults = new() { LatencyMs = 50 };
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var listing = CommandRun.OfAsync(["dead-letters", "list", "payment", "--endpoint", Server.Endpoint.ToString()], stopping.Token);
        await Eventually.UntilAsync(async () => (await CountsAsync("payment-dlq")).Hidden > 100);

        await stopping.CancelAsync();
        var run = await listing;

        Server.Faults = new();
        Assert.Equal(130, run.Code);
        Assert.Equal((500, 0), await CountsAsync("payment-dlq"));
    }

    [Fact]
    public async Task A_queue_that_does_not_exist_is_named_with_those_that_do()
    {
        var run = await RunAsync("list", "paiment");

        Assert.Equal(1, run.Code);
        Assert.Contains("There is no queue 'paiment'", run.Error, StringComparison.Ordinal);
        Assert.Contains("payment, payment-dlq", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--where", "orderId", "--where: 'orderId' is not a condition.")]
    [InlineData("--since", "yesterday", "--since 'yesterday' is not a time such as")]
    [InlineData("--by", "a..b", "--by: 'a..b' is not a path.")]
    [InlineData("--group", "", "--group is empty, which would select everything.")]
    [InlineData("--ids", " ", "--ids is empty, which would select everything.")]
    [InlineData("--grp", "3", "There is no option --grp.")]
    [InlineData("--visibility-timeout", "5", "--visibility-timeout must be 10 to 43200 seconds.")]
    public async Task A_wrong_option_is_refused_with_an_example(string option, string value, string error)
    {
        var run = await RunAsync("list", option, value);

        Assert.Equal(1, run.Code);
        Assert.Contains(error, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_at_the_endpoint_is_an_error_with_the_remedy()
    {
        var run = await CommandRun.OfAsync("dead-letters", "list", "--endpoint", "http://127.0.0.1:9");

        Assert.Equal(1, run.Code);
        Assert.StartsWith("error: Nothing answers at http://127.0.0.1:9 (", run.Error, StringComparison.Ordinal);
    }
}
