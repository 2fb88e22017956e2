using System.Diagnostics;
using Microsoft.Extensions.Hosting;

namespace Workers.Hosting.Diagnostics;

/// <summary>Stops this process when its parent process has ended, so that a killed launcher leaves no processes behind.</summary>
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
            // It has already ended.
        }
        catch (OperationCanceledException)
        {
            return;
        }

        lifetime.StopApplication();
    }
}
