using System.Diagnostics;
using Microsoft.Extensions.Hosting;

namespace Workers.Hosting.Diagnostics;

/// <summary>Stops this process when the one that started it is gone, so that a launcher that was killed leaves nothing behind.</summary>
internal sealed class ParentWatch(int parentId, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var parent = Process.GetProcessById(parentId);
            await parent.WaitForExitAsync(stoppingToken);
        }
        catch (ArgumentException)
        {
            // It is gone already.
        }
        catch (OperationCanceledException)
        {
            return;
        }

        lifetime.StopApplication();
    }
}
