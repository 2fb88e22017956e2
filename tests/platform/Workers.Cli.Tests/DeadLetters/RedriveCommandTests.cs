using System.Diagnostics;
using System.Text.Json.Nodes;
using Amazon.SQS.Model;

namespace Workers.Cli.Tests.DeadLetters;

public sealed class RedriveCommandTests : DeadLetterTest
{
    [Fact]
    public async Task All_messages_go_back_to_the_queue_as_they_were()
    {
        await SendAsync(120);

        var run = await SucceedAsync("redrive", "payment", "--yes", "--json");

        var moved = await TakeAllAsync("payment");
        Assert.Equal(Enumerable.Range(0, 120), moved.Select(OrderOf).Order());
        Assert.All(moved, message => Assert.Equal(
            (Body(OrderOf(message)), "max-failures", $"Root=1-5759e988-bd862e3fe1be46a9942{OrderOf(message):00000}", "1"),
            (message.Body, message.MessageAttributes["DeadLetterReason"].StringValue, message.Attributes["AWSTraceHeader"],
                message.Attributes["ApproximateReceiveCount"])));
        Assert.Equal((0, 0), await CountsAsync("payment-dlq"));
        Assert.Equal((120, true), ((int)run.Json["messages"]!, (bool)run.Json["isComplete"]!));
    }

    [Fact]
    public async Task Only_selected_messages_go_and_the_others_are_visible_at_once()
    {
        await SendAsync(50);
        await SendAsync(50, reason: "bad-json", first: 50);
        var groups = (await SucceedAsync("list", "--json")).Json["queues"]![0]!["groups"]!.AsArray();
        var group = (string)groups.Single(one => (string?)one!["reason"] == "bad-json")!["group"]!;

        await SucceedAsync("redrive", "payment", "--group", group[..6], "--yes");

        Assert.Equal(Enumerable.Range(50, 50), (await TakeAllAsync("payment")).Select(OrderOf).Order());
        Assert.Equal((50, 0), await CountsAsync("payment-dlq"));
    }

    [Fact]
    public async Task Messages_are_selected_by_content_and_by_event_id()
    {
        await SendAsync(30);

        await SucceedAsync("redrive", "payment-dlq", "--where", "detail.data.orderId = 17", "--yes");
        await SucceedAsync("redrive", "payment-dlq", "--ids", "event-3", "event-4", "--yes");

        Assert.Equal([3, 4, 17], (await TakeAllAsync("payment")).Select(OrderOf).Order());
    }

    [Fact]
    public async Task A_dry_run_changes_nothing()
    {
        await SendAsync(3);

        var run = await SucceedAsync("redrive", "payment", "--dry-run");

        Assert.Contains("3 messages would be redriven to payment.", run.Error, StringComparison.Ordinal);
        Assert.Equal(((3, 0), (0, 0)), (await CountsAsync("payment-dlq"), await CountsAsync("payment")));
    }

    [Fact]
    public async Task Where_nobody_can_be_asked_it_changes_nothing_without_yes()
    {
        await SendAsync(3);

        var run = await RunAsync("redrive", "payment");

        Assert.Equal(1, run.Code);
        Assert.Contains("Nobody can be asked here: pass --yes", run.Error, StringComparison.Ordinal);
        Assert.Equal((3, 0), await CountsAsync("payment-dlq"));
    }

    [Fact]
    public async Task An_undelivered_event_goes_to_the_target_of_its_rule()
    {
        await SendAsync(2, queue: "payment-rule-dlq", more: ("TARGET_ARN", "arn:aws:sqs:eu-west-1:000000000000:payment"));
        await SendAsync(1, queue: "payment-rule-dlq", first: 2);

        var run = await RunAsync("redrive", "payment-rule-dlq", "--yes");

        Assert.Equal([0, 1], (await TakeAllAsync("payment")).Select(OrderOf).Order());
        Assert.Equal((1, "1 messages stay in payment-rule-dlq: The queue of the rule's target is unknown: name it with --to."), (run.Code, run.Error.Trim()));
        await SucceedAsync("redrive", "payment-rule-dlq", "--to", "payment", "--yes");
        Assert.Equal(2, OrderOf(Assert.Single(await TakeAllAsync("payment"))));
    }

    [Fact]
    public async Task A_queue_of_several_sources_needs_a_destination()
    {
        await Sqs.CreateQueueAsync(
            new CreateQueueRequest("refund")
            {
                Attributes = new() { ["RedrivePolicy"] = """{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:000000000000:payment-dlq","maxReceiveCount":3}""" },
            },
            Cancelled);
        await SendAsync(1);

        var run = await RunAsync("redrive", "payment-dlq", "--yes");

        Assert.Contains("'payment-dlq' is the dead-letter queue of several queues (payment, refund): name the destination with --to.", run.Error, StringComparison.Ordinal);
        await SucceedAsync("redrive", "payment-dlq", "--to", "refund", "--yes");
        Assert.Single(await TakeAllAsync("refund"));
    }

    [Fact]
    public async Task Entries_that_SQS_refuses_for_a_while_are_sent_again()
    {
        await SendAsync(100);
        Server.Faults = new() { FailedEntries = 0.2 };

        await SucceedAsync("redrive", "payment", "--yes");

        Server.Faults = new();
        Assert.Equal(Enumerable.Range(0, 100), (await TakeAllAsync("payment")).Select(OrderOf).Distinct().Order());
        Assert.Equal((0, 0), await CountsAsync("payment-dlq"));
    }

    [Fact]
    public async Task Messages_of_the_largest_size_are_moved()
    {
        var body = new string('x', 1_000_000);
        for (var message = 0; message < 3; message++)
            await Sqs.SendMessageAsync(await UrlAsync("payment-dlq"), body, Cancelled);

        await SucceedAsync("redrive", "payment", "--yes");

        Assert.Equal([1_000_000, 1_000_000, 1_000_000], (await TakeAllAsync("payment")).Select(message => message.Body.Length));
    }

    [Fact]
    public async Task After_a_kill_every_message_is_in_one_of_the_queues_and_the_command_can_be_repeated()
    {
        await SendAsync(2_000);
        Server.Faults = new() { LatencyMs = 30 };
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList =
            {
                "exec", Path.Combine(AppContext.BaseDirectory, "workers.dll"), "dead-letters", "redrive", "payment", "--yes",
                "--visibility-timeout", "10", "--endpoint", Server.Endpoint.ToString(),
            },
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        await Eventually.UntilAsync(async () => (await CountsAsync("payment")).Visible >= 300);
        process.Kill();
        await process.WaitForExitAsync(Cancelled);
        Server.Faults = new();

        var left = (await CountsAsync("payment-dlq")).Visible + (await CountsAsync("payment-dlq")).Hidden;
        Assert.InRange(left, 1, 1_999);
        Assert.True(left + (await CountsAsync("payment")).Visible >= 2_000);

        // Those that it had received are visible after the visibility timeout.
        await Eventually.UntilAsync(async () => (await CountsAsync("payment-dlq")).Hidden == 0);
        await SucceedAsync("redrive", "payment", "--yes");
        Assert.Equal(Enumerable.Range(0, 2_000), (await TakeAllAsync("payment")).Select(OrderOf).Distinct().Order());
    }

    [Fact]
    public async Task Messages_that_were_not_reached_are_an_error()
    {
        await SendAsync(30);
        await Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(await UrlAsync("payment-dlq")) { MaxNumberOfMessages = 10, VisibilityTimeout = 600 }, Cancelled);

        var run = await RunAsync("redrive", "payment", "--yes", "--json");

        Assert.Equal((1, 20, false), (run.Code, (int)run.Json["messages"]!, (bool)run.Json["isComplete"]!));
        Assert.StartsWith("20 of about 30 messages were read;", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_queue_is_not_redriven_to_itself()
    {
        await SendAsync(3);

        var run = await RunAsync("redrive", "payment", "--to", "payment-dlq", "--yes");

        Assert.Equal((1, "error: --to payment-dlq: the messages are in this queue already."), (run.Code, run.Error.Trim()));
    }

    [Theory]
    [InlineData("redrive")]
    [InlineData("delete")]
    public async Task A_condition_on_a_path_that_no_message_has_changes_nothing(string command)
    {
        await SendAsync(3);

        var run = await RunAsync(command, "payment", "--where", "detail.dta.orderId != X", "--yes");

        Assert.Equal(1, run.Code);
        Assert.Contains("--where: no message of payment-dlq has detail.dta.orderId. Nothing was changed.", run.Error, StringComparison.Ordinal);
        Assert.Equal((3, 0), await CountsAsync("payment-dlq"));
    }

    [Fact]
    public async Task A_rate_is_kept()
    {
        await SendAsync(30);
        var started = Stopwatch.GetTimestamp();

        await SucceedAsync("redrive", "payment", "--yes", "--rate", "10");

        // The first ten may go at once.
        Assert.True(Stopwatch.GetElapsedTime(started) >= TimeSpan.FromSeconds(1.9));
        Assert.Equal(30, (await TakeAllAsync("payment")).Count);
    }
}
