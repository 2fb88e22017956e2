using Spectre.Console;
using Store.AppHost.Demo;
using Workers.Hosting.Subscriptions;

namespace Store.AppHost.Commands;

/// <summary>Runs the system until Ctrl+C.</summary>
internal static class UpCommand
{
    private static readonly DemoOptions FirstOrders = new(Orders: 5, Returns: 0, Registrations: 1, TimeSpan.FromSeconds(30));

    public static async Task<int> RunAsync(LocalSettings settings, CancellationToken stopping)
    {
        var services = ServiceFolders.Find(settings.PortBase);
        await using var system = await LocalSystem.PrepareAsync(
            services, new LocalOptions(settings.Port, settings.Dashboard, settings.Data, settings.Postgres), stopping);
        await StartView.ShowAsync(system, Console.Out, stopping);

        // The first event of each kind meets code that was never run: what is shown is what it takes from then on.
        await RunAsync(system, stopping);
        DemoView.Show(await RunAsync(system, stopping));

        ShowUrls(system, settings.Dashboard);
        await Console.Out.WriteLineAsync("Running. Stop with Ctrl+C.");
        await Task.Delay(Timeout.Infinite, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Console.Out.WriteLineAsync("Stopping …");
        return 0;
    }

    private static async Task<DemoResult> RunAsync(LocalSystem system, CancellationToken stopping)
    {
        using var demo = new DemoRun(system.Installation with { IsOwn = false }, FirstOrders, chaos: null, new Progress<DemoProgress>());
        return await demo.RunAsync(stopping);
    }

    private static void ShowUrls(LocalSystem system, int dashboard)
    {
        var installation = system.Installation;
        var table = new Table().Border(TableBorder.Rounded).AddColumn("Service").AddColumn("URL").AddColumn("Reacts to");
        table.AddRow("dashboard", system.LoginUrl(dashboard).ToString(), "");
        table.AddRow("LocalAws (SQS, EventBridge)", new Uri(installation.Aws, "/_localaws/").ToString(), "");
        table.AddRow("storefront", installation.Services.Storefront.Url.ToString(), "");
        table.AddRow("payment gateway", installation.Services.Gateway.Url.ToString(), "");
        foreach (var worker in installation.Services.Workers)
            table.AddRow(worker.Name, worker.Url.ToString(), Markup.Escape(DetailTypes(worker)));
        AnsiConsole.Write(table);
        AnsiConsole.MarkupLineInterpolated($"Databases, mails and logs: {installation.Data}");
    }

    private static string DetailTypes(ServiceFolder worker) =>
        worker.Subscription!.Pattern.TryGetProperty("detail-type", out var types) ? string.Join(", ", types.EnumerateArray()) : "";
}
