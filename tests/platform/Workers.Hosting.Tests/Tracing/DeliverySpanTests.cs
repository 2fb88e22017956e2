using System.Diagnostics;
using Workers.EventBridge.Diagnostics;
using Workers.Hosting.Diagnostics;
using Workers.Hosting.Tests.Hosting;
using Workers.Hosting.Tests.Observability;

namespace Workers.Hosting.Tests.Tracing;

/// <summary>The span of a delivery. Spans belong to the process: each test has a trace of its own.</summary>
public sealed class DeliverySpanTests : IDisposable
{
    private readonly Spans _spans = new(EventBridgeActivitySource.Name, StatementSpans.SourceName);
    private readonly ActivityTraceId _trace = ActivityTraceId.CreateRandom();

    private IEnumerable<Activity> Deliveries => _spans.Of(_trace).Where(span => span.DisplayName == "process answers");

    [Fact]
    public async Task Retries_are_events_of_the_span()
    {
        await using var worker = await WorkerHarness.CreateAsync();
        worker.Behavior.Failures = 2;
        await worker.RunAsync();
        await worker.DeliverAsync(Event());

        var span = await OneAsync();

        Assert.Equal(["workers.retry", "workers.retry"], span.Events.Select(happened => happened.Name));
        Assert.Equal("not now", span.Events.First().Tags.Single(tag => tag.Key == "workers.retry.reason").Value);
        Assert.Equal("consumed", span.GetTagItem("workers.outcome"));
    }

    [Fact]
    public async Task Every_event_and_attribute_is_in_the_README()
    {
        await using var worker = await WorkerHarness.CreateAsync();
        worker.Behavior.Failures = 2;
        await worker.RunAsync();
        await worker.DeliverAsync(Event());
        var span = await OneAsync();
        var readme = RepositoryFiles.Read("services", "platform", "Workers.Hosting", "README.md");

        var said = span.TagObjects.Concat(span.Events.SelectMany(happened => happened.Tags)).Select(tag => tag.Key).Distinct();

        Assert.DoesNotContain(said, name => !readme.Contains($"`{name}`", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_duplicate_is_an_event_of_the_span()
    {
        await using var worker = await WorkerHarness.StartAsync();
        var message = Event(Guid.NewGuid());
        await worker.DeliverAsync(message);
        await OneAsync();
        await worker.DeliverAsync(message);

        await Eventually.UntilAsync(() => Deliveries.Count() == 2);

        Assert.Equal("duplicate", Deliveries.Last().GetTagItem("workers.outcome"));
        Assert.Equal("workers.duplicate", Assert.Single(Deliveries.Last().Events).Name);
    }

    [Fact]
    public async Task A_circuit_that_opens_is_an_event_of_the_span()
    {
        await using var worker = await WorkerHarness.CreateAsync();
        (worker.Behavior.Failures, worker.Behavior.Error) = (int.MaxValue, () => new TimeoutException("nobody answers"));
        await worker.RunAsync();
        await worker.DeliverAsync(Event());

        var span = await OneAsync();

        Assert.Contains(span.Events, happened => happened.Name == "workers.circuit_opened");
    }

    [Fact]
    public async Task A_probe_that_closes_the_circuit_is_an_event_of_the_span()
    {
        await using var worker = await WorkerHarness.CreateAsync();
        (worker.Behavior.Failures, worker.Behavior.Error) = (int.MaxValue, () => new TimeoutException("nobody answers"));
        await worker.RunAsync(settings: ["--Resilience:Circuit:BreakDuration", "00:00:01"]);
        await worker.DeliverAsync(Event());
        await OneAsync();
        worker.Behavior.Failures = 0;

        await Eventually.UntilAsync(() => Deliveries.Any(span => span.GetTagItem("workers.outcome") is "consumed"));

        var probe = Deliveries.Single(span => span.GetTagItem("workers.outcome") is "consumed");
        Assert.Equal(
            ["workers.circuit_half_opened", "workers.circuit_closed"],
            probe.Events.Select(happened => happened.Name).Where(name => name.StartsWith("workers.circuit", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_events_trace_is_linked_to_where_a_setting_says_so()
    {
        await using var worker = await WorkerHarness.CreateAsync();
        await worker.RunAsync(settings: ["--Telemetry:LinkTraces", "true"]);
        await worker.DeliverAsync(Event());

        await Eventually.UntilAsync(() => _spans.LinkedTo(_trace).Any());
        Assert.Empty(Deliveries);
    }

    [Fact]
    public async Task Statements_are_below_it_and_what_is_asked_in_the_background_is_nowhere()
    {
        await using var worker = await WorkerHarness.StartAsync();
        await worker.DeliverAsync(Event());
        var span = await OneAsync();

        var statements = _spans.Of(_trace).Where(one => one.Source.Name == StatementSpans.SourceName).ToList();

        Assert.All(statements, statement => Assert.Equal(span.SpanId, statement.ParentSpanId));
        Assert.Contains(statements, statement => statement.DisplayName == "SELECT Inbox");
        var insert = Assert.Single(statements, statement => statement.DisplayName == "INSERT Answers");
        Assert.Equal(
            ("sqlite", "INSERT", "Answers", ActivityKind.Client),
            (insert.GetTagItem("db.system.name"), insert.GetTagItem("db.operation.name"), insert.GetTagItem("db.collection.name"),
                insert.Kind));
        Assert.DoesNotContain("tracing", (string)insert.GetTagItem("db.query.text")!, StringComparison.Ordinal);
        Assert.DoesNotContain(_spans.Ended, one => one.Source.Name == StatementSpans.SourceName && one.ParentId is null);
    }

    public void Dispose() => _spans.Dispose();

    private string Event(Guid? id = null) => WorkerHarness.Event(
        "tracing", id, $""","traceparent":"00-{_trace.ToHexString()}-b7ad6b7169203331-01" """);

    private Task<Activity> OneAsync() => Spans.OneAsync(() => Deliveries);
}
