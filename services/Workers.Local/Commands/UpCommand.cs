using Spectre.Console;
using Workers.Local.Control;
using Workers.Local.Demo;
using Workers.Local.Processes;
using Workers.Local.Services;

namespace Workers.Local.Commands;

internal static class UpCommand
{
    private static readonly DemoOptions FirstOrders = new(Orders: 5, Returns: 0, Registrations: 1, TimeSpan.FromSeconds(30));

    public static async Task<int> RunAsync(LocalSettings settings, CancellationToken stopping)
    {
        var services = ServiceFolders.Find(settings.PortBase);
        await Console.Out.WriteLineAsync("Starting …");
        await using var system = await LocalSystem.StartAsync(
            services, new LocalOptions(settings.Port, settings.Control, settings.Data, settings.Postgres), Console.WriteLine, stopping);
        await using var control = await ControlServer.StartAsync(system, settings.Control, stopping);
        ShowUrls(system.Installation);

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

        return 0;
    }

    private static void ShowUrls(Installation system)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("Service").AddColumn("URL").AddColumn("Reacts to");
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
