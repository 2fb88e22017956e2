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
        await StartView.ShowAsync(system, system.LoginUrl(settings.Dashboard), Console.Out, reportsLater: true, stopping);

        // The first run is a warm-up: it includes JIT compilation. Only the second is shown.
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
        List<(string Service, Uri Url, string ReactsTo)> rows =
        [
            ("dashboard", system.LoginUrl(dashboard), ""),
            ("LocalAws", new Uri(installation.Aws, "/_localaws/"), ""),
            ("storefront", installation.Services.Storefront.Url, ""),
            ("payment gateway", installation.Services.Gateway.Url, ""),
            .. installation.Services.Workers.Select(worker => (worker.Name, worker.Url, DetailTypes(worker))),
        ];

        // No table: in a narrow terminal a border would break a URL, so that it could not be clicked.
        var width = rows.Max(row => row.Service.Length) + 2;
        foreach (var (service, url, reactsTo) in rows)
            Console.WriteLine($"{service.PadRight(width)}{(reactsTo.Length == 0 ? url : $"{url,-24}{reactsTo}")}");
        Console.WriteLine($"Databases, mails and logs: {installation.Data}");
    }

    private static string DetailTypes(ServiceFolder worker) =>
        worker.Subscription!.Pattern.TryGetProperty("detail-type", out var types) ? string.Join(", ", types.EnumerateArray()) : "";
}
