using Amazon.SQS.Model;
using Workers.Cli.Tests.DeadLetters;

namespace Workers.Cli.Tests.Top;

public sealed class TopCommandTests : DeadLetterTest
{
    [Fact]
    public async Task A_worker_has_its_backlog_its_dead_letters_and_undelivered_events()
    {
        await SendAsync(3, queue: "payment");
        await SendAsync(2);
        await SendAsync(1, queue: "payment-rule-dlq");
        await Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(await UrlAsync("payment")) { VisibilityTimeout = 600 }, Cancelled);

        var worker = Assert.Single((await TopAsync("--json")).Json["workers"]!.AsArray())!;

        Assert.Equal(
            ("payment", 2, 1, 2, 1),
            ((string?)worker["queue"], (int)worker["waiting"]!, (int)worker["inFlight"]!, (int)worker["deadLetters"]!, (int)worker["undelivered"]!));
        Assert.True((double)worker["oldestSeconds"]! > 0);
    }

    [Fact]
    public async Task Rates_are_measured_between_two_readings()
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var sending = Task.Run(
            async () =>
            {
                while (!stopping.IsCancellationRequested)
                    await SendAsync(10, queue: "payment");
            },
            Cancelled);

        var worker = Assert.Single((await TopAsync("--json")).Json["workers"]!.AsArray())!;
        await stopping.CancelAsync();
        await sending;

        Assert.True((double)worker["inPerSecond"]! > 1, worker.ToJsonString());
        Assert.Equal(0, (double)worker["donePerSecond"]!);
    }

    [Fact]
    public async Task A_table_has_a_row_for_each_queue_with_a_dead_letter_queue()
    {
        var run = await TopAsync("--once");

        Assert.Contains("Dead letters", run.Output, StringComparison.Ordinal);
        Assert.Single(run.Output.Split('\n'), line => line.Trim().StartsWith("payment ", StringComparison.Ordinal));
        Assert.DoesNotContain("payment-dlq", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_queue_that_does_not_exist_is_an_error()
    {
        var run = await CommandRun.OfAsync("top", "nothing", "--endpoint", Server.Endpoint.ToString());

        Assert.Equal(1, run.Code);
        Assert.StartsWith("error: There is no queue 'nothing'", run.Error, StringComparison.Ordinal);
    }

    private Task<CommandRun> TopAsync(params string[] more) =>
        CommandRun.SucceedAsync(["top", "--endpoint", Server.Endpoint.ToString(), "--interval", "1", .. more]);
}
