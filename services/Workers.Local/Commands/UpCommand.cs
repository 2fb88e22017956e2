using Spectre.Console;
using Workers.Local.Control;
using Workers.Local.Demo;
using Workers.Local.Processes;
using Workers.Local.Services;
using Workers.Local.Telemetry;

namespace Workers.Local.Commands;

internal static class UpCommand
{
    private static readonly DemoOptions FirstOrders = new(Orders: 5, Returns: 0, Registrations: 1, TimeSpan.FromSeconds(30));

    public static async Task<int> RunAsync(LocalSettings settings, CancellationToken stopping)
    {
        var services = ServiceFolders.Find(settings.PortBase);
        await Console.Out.WriteLineAsync("Starting …");
        await using var system = await LocalSystem.PrepareAsync(
            services, new LocalOptions(settings.Port, settings.Control, settings.Data, settings.Postgres), stopping);

        // Before the services: they tell of their start.
        await using var control = await ControlServer.StartAsync(system, new TraceStore(), settings.Control, stopping);
        await system.StartAsync(Console.WriteLine, stopping);
        ShowUrls(system.Installation, settings.Control);
        if (system.TracesGoTo is { } own)
            await Console.Out.WriteLineAsync($"Traces go to {own}, not to the page: OTEL_EXPORTER_OTLP_ENDPOINT is set.");

        using (var demo = new DemoRun(system.Installation with { IsOwn = false }, FirstOrders, chaos: null, new Progress<DemoProgress>()))
            DemoView.Show(await demo.RunAsync(stopping));

        await Console.Out.WriteLineAsync("Running. Stop with Ctrl+C.");
        try
        {
            await system.Failed.WaitAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            await Console.Out.WriteLineAsync("Stopping …");
        }

        // Before the page: it shows how they stop, and takes what they tell of it.
        await system.DisposeAsync();

        return 0;
    }

    private static void ShowUrls(Installation system, int control)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("Service").AddColumn("URL").AddColumn("Reacts to");
        table.AddRow("the page", $"http://localhost:{control}/", "");
        table.AddRow("LocalAws (SQS, EventBridge)", system.Aws.ToString(), "");
        table.AddRow("storefront", system.Services.Storefront.Url.ToString(), "");
        table.AddRow("payment gateway stand-in", system.Services.Gateway.Url.ToString(), "");
        foreach (var worker in system.Services.Workers)
            table.AddRow(worker.Name, worker.Url.ToString(), Markup.Escape(DetailTypes(worker)));
        AnsiConsole.Write(table);
        AnsiConsole.MarkupLineInterpolated($"Databases, mails and logs: {system.Data}");
    }

    private static string DetailTypes(ServiceFolder worker) =>
        worker.Subscription!.Pattern.TryGetProperty("detail-type", out var types) ? string.Join(", ", types.EnumerateArray()) : "";
}
