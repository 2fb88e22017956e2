using Workers.Local.Demo;
using Workers.Local.Processes;
using Workers.Local.Services;

namespace Workers.Local.Commands;

internal static class DemoCommand
{
    public static async Task<int> RunAsync(LocalSettings settings, DemoOptions options, bool json, CancellationToken stopping)
    {
        var services = ServiceFolders.Find(settings.PortBase);
        var running = await Installation.FindAsync(services, settings.Port, stopping);
        LocalSystem? own = null;
        try
        {
            if (running is null)
            {
                await Console.Error.WriteLineAsync("Starting …");
                own = await LocalSystem.StartAsync(
                    services, new LocalOptions(settings.Port, Control: null, settings.Data), Console.Error.WriteLine, stopping);
            }

            var result = await PlayAsync(running ?? own!.Installation, own, options, stopping);
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

    private static async Task<DemoResult> PlayAsync(Installation system, LocalSystem? own, DemoOptions options, CancellationToken stopping)
    {
        var watched = DemoView.WatchAsync(options, async progress =>
        {
            using var run = new DemoRun(system, options, progress);
            return await run.RunAsync(stopping);
        });
        if (own is not null && await Task.WhenAny(watched, own.Failed) != watched)
            await own.Failed;
        return await watched;
    }
}
