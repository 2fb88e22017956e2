using Serilog.Events;

namespace Workers.Hosting.Tests.Hosting;

public sealed class EventLogLineTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Correlation = "4f2a1f7e-5a3a-4b8e-9d55-1f0f6c1f0a11";

    [Fact]
    public async Task Tells_which_event_it_was_what_became_of_it_and_how_long_it_took()
    {
        var (eventId, log) = await LogAsync();

        var line = Assert.Single(log, said => Is(said, "SourceContext", "Workers.EventBridge.Deliveries"));

        Assert.Equal(LogEventLevel.Information, line.Level);
        Assert.Equal(Trace, line.TraceId?.ToHexString());
        Assert.NotNull(line.SpanId);
        Assert.True(Is(line, "Event", eventId) && Is(line, "CorrelationId", Correlation), line.RenderMessage());
        Assert.True(Is(line, "Queue", "answers") && Is(line, "Outcome", "consumed") && Is(line, "DetailType", "Asked"), line.RenderMessage());
        Assert.IsType<double>(((ScalarValue)line.Properties["Duration"]).Value);
    }

    [Fact]
    public async Task Shares_its_event_and_queue_with_all_that_is_logged_while_it_is_handled()
    {
        var (eventId, log) = await LogAsync(failures: 1);

        var retried = Assert.Single(log, said => said.MessageTemplate.Text.Contains("was handled at attempt", StringComparison.Ordinal));

        Assert.True(Is(retried, "Event", eventId) && Is(retried, "CorrelationId", Correlation) && Is(retried, "Queue", "answers"));
        Assert.Equal(Trace, retried.TraceId?.ToHexString());
    }

    [Fact]
    public async Task Of_what_is_no_event_names_the_message()
    {
        var worker = await WorkerHarness.CreateAsync();
        await using (worker)
        {
            await worker.RunAsync(LogEventLevel.Information);
            await worker.DeliverAsync("no event");
            await Eventually.UntilAsync(async () => await worker.DepthAsync() == 0);
        }

        var line = Assert.Single(worker.Log.Events, said => Is(said, "SourceContext", "Workers.EventBridge.Deliveries"));
        Assert.Matches("^Message \"[0-9a-f-]{36}\" of \"answers\", which is not an event: \"dead_lettered\" in ", line.RenderMessage());
    }

    private static bool Is(LogEvent said, string property, string value) =>
        said.Properties.TryGetValue(property, out var found) && found is ScalarValue { Value: { } scalar } && scalar.ToString() == value;

    private static async Task<(string EventId, IReadOnlyList<LogEvent> Log)> LogAsync(int failures = 0)
    {
        var eventId = Guid.NewGuid();
        var worker = await WorkerHarness.CreateAsync();
        await using (worker)
        {
            worker.Behavior.Failures = failures;
            await worker.RunAsync(LogEventLevel.Information);
            await worker.DeliverAsync(WorkerHarness.Event(
                "logged", eventId, $""","correlationId":"{Correlation}","traceparent":"00-{Trace}-b7ad6b7169203331-01" """));
            await Eventually.UntilAsync(async () => await worker.DepthAsync() == 0);
        }

        return ($"{eventId}", worker.Log.Events);
    }
}
