using System.Globalization;
using Serilog.Events;

namespace Workers.Hosting.Tests.Hosting;

public sealed class AwsOutageLogTests
{
    [Fact]
    public async Task Has_one_warning_with_the_reason_and_the_stack_trace_once_at_level_Debug()
    {
        var log = await LogOfAsync();

        var warning = Assert.Single(log, said => said.Level == LogEventLevel.Warning && Says(said, "Receiving from \"answers\" failed"));
        Assert.Contains("refused", warning.RenderMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.DoesNotContain(log, said => said is { Level: > LogEventLevel.Debug, Exception: not null });
        Assert.Single(log, said => Says(said, "Receiving from \"answers\" failed") && said.Exception is not null);
    }

    [Fact]
    public async Task Has_no_warning_that_a_bus_was_not_stopped_which_never_started() =>
        Assert.DoesNotContain(await LogOfAsync(), said => Says(said, "Failed to stop bus"));

    private static bool Says(LogEvent said, string text) =>
        said.RenderMessage(CultureInfo.InvariantCulture).StartsWith(text, StringComparison.Ordinal);

    /// <summary>What a worker logs that finds nobody at AWS's address, for two tries.</summary>
    private static async Task<IReadOnlyList<LogEvent>> LogOfAsync()
    {
        var worker = await WorkerHarness.CreateAsync(provision: false);
        await using (worker)
        {
            await worker.RunAsync(LogEventLevel.Debug, "--AWS_ENDPOINT_URL", "http://127.0.0.1:1");
            await Eventually.UntilAsync(() =>
                worker.Log.Events.Any(said => Says(said, "Receiving from \"answers\" failed again: ")));
        }

        return worker.Log.Events;
    }
}
