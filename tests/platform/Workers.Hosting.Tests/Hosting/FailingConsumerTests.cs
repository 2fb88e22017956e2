using Crashing.Worker;
using Workers.EventBridge.Envelope;

namespace Workers.Hosting.Tests.Hosting;

public sealed class FailingConsumerTests
{
    [Fact]
    public async Task Is_tried_again_in_the_process_and_leaves_one_effect()
    {
        await using var worker = await WorkerHarness.CreateAsync();
        worker.Behavior.Failures = 2;
        await worker.RunAsync();

        await worker.DeliverAsync(WorkerHarness.Event("third time"));
        await Eventually.UntilAsync(async () => (await worker.AnswersAsync()).ContainsKey("third time"));

        Assert.Equal((3, 1), (worker.Behavior.Calls, (await worker.AnswersAsync())["third time"]));
    }

    [Fact]
    public async Task Is_cancelled_when_it_takes_too_long_and_tried_again()
    {
        await using var worker = await WorkerHarness.CreateAsync();
        var begun = 0;
        worker.Behavior.Work = cancelled =>
            Interlocked.Increment(ref begun) == 1 ? Task.Delay(Timeout.Infinite, cancelled) : Task.CompletedTask;
        await worker.RunAsync(settings: ["--Resilience:Timeout", "00:00:00.100", "--Resilience:Retries", "10"]);

        await worker.DeliverAsync(WorkerHarness.Event("slow"));
        await Eventually.UntilAsync(async () => (await worker.AnswersAsync()).ContainsKey("slow"));

        Assert.Equal(1, (await worker.AnswersAsync())["slow"]);
        Assert.Empty(await worker.TakeAsync("answers-dlq"));
    }

    [Fact]
    public async Task Publishes_only_what_is_committed()
    {
        await using var worker = await WorkerHarness.CreateAsync();
        worker.Behavior.Failures = 2;
        await worker.RunAsync();

        await worker.DeliverAsync(WorkerHarness.Event("once"));
        var published = await Eventually.GetAsync(() => worker.TakeAsync("tap"), messages => messages.Count > 0);

        Assert.Single(published);
        Assert.Empty(await worker.TakeAsync("tap"));
    }

    [Fact]
    public async Task Leaves_nothing_behind_and_its_message_goes_to_the_dead_letter_queue_in_the_end()
    {
        await using var worker = await WorkerHarness.CreateAsync();
        worker.Behavior.Failures = int.MaxValue;
        await worker.RunAsync();

        await worker.DeliverAsync(WorkerHarness.Event("never"));
        var dead = await Eventually.GetAsync(() => worker.TakeAsync("answers-dlq"), messages => messages.Count > 0);

        Assert.Equal("max-failures", dead[0].MessageAttributes["DeadLetterReason"].StringValue);
        Assert.Empty(await worker.AnswersAsync());
        Assert.Empty(await worker.TakeAsync("tap"));
    }

    [Theory]
    [InlineData("not JSON", "malformed")]
    [InlineData("""{ "id": "1", "source": "tests", "detail-type": "Asked", "detail": { "subject": 7 } }""", "contract")]
    [InlineData("""{ "id": "1", "source": "tests", "detail-type": "Asked", "detail": { } }""", "contract")]
    [InlineData("""{ "id": "1", "source": "tests", "detail-type": "Asked", "detail": { "subject": "" } }""", "invalid")]
    public async Task Is_not_troubled_with_poison(string body, string reason)
    {
        await using var worker = await WorkerHarness.StartAsync();

        await worker.DeliverAsync(body);
        var dead = await Eventually.GetAsync(() => worker.TakeAsync("answers-dlq"), messages => messages.Count > 0);

        Assert.Equal(
            (reason, body, "1"),
            (
                dead[0].MessageAttributes["DeadLetterReason"].StringValue,
                dead[0].Body,
                dead[0].MessageAttributes["ReceiveCount"].StringValue));
        Assert.Equal(0, worker.Behavior.Calls);
    }

    [Fact]
    public async Task May_call_an_event_poison_itself()
    {
        await using var worker = await WorkerHarness.CreateAsync();
        worker.Behavior.Failures = int.MaxValue;
        worker.Behavior.Error = () => new PoisonEventException("hopeless", "Nothing will mend this.");
        await worker.RunAsync();

        await worker.DeliverAsync(WorkerHarness.Event("hopeless"));
        var dead = await Eventually.GetAsync(() => worker.TakeAsync("answers-dlq"), messages => messages.Count > 0);

        Assert.Equal(("hopeless", 1), (dead[0].MessageAttributes["DeadLetterReason"].StringValue, worker.Behavior.Calls));
    }
}
