using System.Globalization;
using Serilog.Events;

namespace Workers.Hosting.Tests.Hosting;

public sealed class FailureLogTests
{
    private const string Filter = "Workers.Hosting.Resilience.ResilienceFilter";

    [Fact]
    public async Task Has_one_warning_for_each_failed_delivery_that_says_what_failed_and_why()
    {
        var log = await LogOfAsync(int.MaxValue, LogEventLevel.Information);

        var warning = Assert.Single(
            log.Where(said => said.Level == LogEventLevel.Warning).Select(said => said.RenderMessage(CultureInfo.InvariantCulture)));

        Assert.Matches(
            "^Message \"[0-9a-f-]{36}\" of \"answers\" failed 1 of 2 times \\(receive 1\\) and comes back in [01] s: " +
            "\"InvalidOperationException\": \"not now\"$",
            warning);
        Assert.DoesNotContain(log, said => said is { Level: < LogEventLevel.Error, Exception: not null });
    }

    [Fact]
    public async Task Has_one_error_when_the_message_is_dead_lettered()
    {
        var log = await LogOfAsync(int.MaxValue, LogEventLevel.Information);

        var error = Assert.Single(log, said => said.Level >= LogEventLevel.Error);

        Assert.Contains("is dead-lettered after 2 receives", error.RenderMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Has_the_stack_trace_of_each_try_at_level_Debug()
    {
        var log = await LogOfAsync(int.MaxValue, LogEventLevel.Debug);

        var tries = log.Where(said => said.Level == LogEventLevel.Debug && Source(said) == Filter);

        Assert.Equal(8, tries.Count());
        Assert.All(tries, said => Assert.IsType<InvalidOperationException>(said.Exception));
    }

    [Fact]
    public async Task Has_no_faults_of_MassTransit_and_all_else_that_it_says()
    {
        var log = await LogOfAsync(int.MaxValue, LogEventLevel.Debug);

        Assert.DoesNotContain(log, said => said.MessageTemplate.Text.Contains("-FAULT", StringComparison.Ordinal));
        Assert.Contains(log, said => said.MessageTemplate.Text.StartsWith("SEND", StringComparison.Ordinal));
        Assert.Contains(log, said => Source(said) == "MassTransit" && said.Level == LogEventLevel.Information);
    }

    [Fact]
    public async Task Has_one_line_and_no_warning_when_a_retry_mends_it()
    {
        var log = await LogOfAsync(2, LogEventLevel.Information);

        var said = Assert.Single(log, said => Source(said) == Filter);

        Assert.Equal(LogEventLevel.Information, said.Level);
        Assert.EndsWith(
            "was handled at attempt 3; before, it failed: \"InvalidOperationException\": \"not now\"",
            said.RenderMessage(CultureInfo.InvariantCulture),
            StringComparison.Ordinal);
    }

    private static string? Source(LogEvent said) => (said.Properties["SourceContext"] as ScalarValue)?.Value as string;

    /// <summary>What a worker logs from its start to its end, with one message that fails so often.</summary>
    private static async Task<IReadOnlyList<LogEvent>> LogOfAsync(int failures, LogEventLevel logLevel)
    {
        var worker = await WorkerHarness.CreateAsync();
        await using (worker)
        {
            worker.Behavior.Failures = failures;
            await worker.RunAsync(logLevel);
            await worker.DeliverAsync(WorkerHarness.Event("asked"));
            await Eventually.GetAsync(worker.DepthAsync, depth => depth == 0);
        }

        return worker.Log.Events;
    }
}
