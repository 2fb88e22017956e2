using Serilog.Events;

namespace Workers.Hosting.Tests.Hosting;

/// <summary>Telemetry is to be delivered to somebody who does not take it.</summary>
public sealed class UnreachableCollectorTests
{
    [Theory, InlineData("grpc"), InlineData("http/protobuf")]
    public async Task Costs_a_warning_and_nothing_else(string protocol)
    {
        await using var worker = await WorkerHarness.CreateAsync();
        await worker.RunAsync(
            LogEventLevel.Information,
            "--OTEL_EXPORTER_OTLP_ENDPOINT", $"http://127.0.0.1:{FreePorts.InARow(1)}",
            "--OTEL_EXPORTER_OTLP_PROTOCOL", protocol,
            "--OTEL_BSP_SCHEDULE_DELAY", "50");

        for (var number = 0; number < 20; number++)
            await worker.DeliverAsync(WorkerHarness.Event($"{number}"));
        await Eventually.UntilAsync(async () => (await worker.AnswersAsync()).Count == 20);
        await Eventually.UntilAsync(() => Warnings(worker).Count > 0);

        Assert.Contains("Telemetry cannot be exported to", Assert.Single(Warnings(worker)).RenderMessage(), StringComparison.Ordinal);
    }

    private static List<LogEvent> Warnings(WorkerHarness worker) => [.. worker.Log.Events.Where(said => said.Level >= LogEventLevel.Warning)];
}
