using Store.AppHost.Demo;

namespace Store.AppHost.Commands;

/// <summary>Runs the demo.</summary>
internal static class DemoCommand
{
    public static async Task<int> RunAsync(
        LocalSettings settings, DemoOptions options, TimeSpan? killEvery, bool json, CancellationToken stopping)
    {
        var services = ServiceFolders.Find(settings.PortBase);
        var running = await Installation.FindAsync(services, settings.Port, stopping);
        if (running is not null && killEvery is not null)
            throw new SetupException(
                $"--chaos kills processes, so it needs its own system, but one is already running at {running.Aws}. Stop it, or choose other ports with --port and --ports.");

        LocalSystem? own = null;
        try
        {
            if (running is null)
            {
                own = await LocalSystem.PrepareAsync(
                    services, new LocalOptions(settings.Port, Dashboard: null, settings.Data, settings.Postgres), stopping);
                await StartView.ShowAsync(own, dashboard: null, Console.Error, reportsLater: false, stopping);
            }

            var chaos = killEvery is { } interval ? new Chaos(own!, interval, options.GatewayOutage) : null;
            var result = await DemoView.WatchAsync(options, async progress =>
            {
                using var run = new DemoRun(running ?? own!.Installation, options, chaos, progress);
                return await run.RunAsync(stopping);
            });
            if (json)
                await Console.Out.WriteLineAsync(result.ToJson());
            else
                DemoView.Show(result);
            return result.IsSound ? 0 : 1;
        }
        finally
        {
            if (own is not null)
                await own.DisposeAsync();
        }
    }
}
