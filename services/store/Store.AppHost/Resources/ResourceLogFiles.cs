using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;
using Workers.Hosting;

namespace Store.AppHost.Resources;

/// <summary>Writes the output of each resource to a file too, because the dashboard keeps it in memory only.</summary>
internal sealed class ResourceLogFiles(DistributedApplicationModel model, ResourceLoggerService loggers, ResourceLogFiles.Folder folder) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(model.Resources.OfType<ExecutableResource>().Select(resource => WriteAsync(resource, stoppingToken)));

    private async Task WriteAsync(ExecutableResource resource, CancellationToken stopping)
    {
        await using var file = new StreamWriter(PrivateFiles.Open(Path.Combine(folder.Path, $"{resource.Name}.log"), FileMode.Append, share: FileShare.Read));
        file.AutoFlush = true;
        try
        {
            await foreach (var lines in loggers.WatchAsync(resource).WithCancellation(stopping))
            {
                foreach (var line in lines)
                    await file.WriteLineAsync(line.Content);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The system is stopping; later lines are not needed.
        }
    }

    internal sealed record Folder(string Path);
}
