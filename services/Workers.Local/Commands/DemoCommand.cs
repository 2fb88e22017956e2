using Workers.Local.Demo;
using Workers.Local.Processes;
using Workers.Local.Services;

namespace Workers.Local.Commands;

internal static class DemoCommand
{
    public static async Task<int> RunAsync(
        LocalSettings settings, DemoOptions options, TimeSpan? killEvery, bool json, CancellationToken stopping)
    {
        var services = ServiceFolders.Find(settings.PortBase);
        var running = await Installation.FindAsync(services, settings.Port, stopping);
        if (running is not null && killEvery is not null)
            throw new LocalException(
                $"--chaos kills processes, so it needs a system of its own, and one is running at {running.Aws}. Stop that, or choose other ports with --port and --ports.");

        LocalSystem? own = null;
        try
        {
            if (running is null)
            {
                DemoView.Report("Starting …");
                own = await LocalSystem.StartAsync(
                    services, new LocalOptions(settings.Port, Control: null, settings.Data, settings.Postgres), DemoView.Report, stopping);
            }

            var chaos = killEvery is { } interval ? new Chaos(own!, interval, options.GatewayOutage) : null;
            var result = await PlayAsync(running ?? own!.Installation, own, options, chaos, stopping);
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

    private static async Task<DemoResult> PlayAsync(
        Installation system, LocalSystem? own, DemoOptions options, Chaos? chaos, CancellationToken stopping)
    {
        var watched = DemoView.WatchAsync(options, async progress =>
        {
            using var run = new DemoRun(system, options, chaos, progress);
            return await run.RunAsync(stopping);
        });
        if (own is not null && await Task.WhenAny(watched, own.Failed) != watched)
            await own.Failed;
        return await watched;
    }
}
