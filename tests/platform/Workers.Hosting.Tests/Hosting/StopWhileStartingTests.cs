using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Workers.Hosting.Tests.Hosting;

/// <summary>A worker that is told to stop before it has started.</summary>
public sealed class StopWhileStartingTests
{
    [Fact]
    public async Task Ends_it_as_any_other_stop_does()
    {
        var exitCode = await WorkerApplication.RunAsync(
            ["--environment", "Development", "--urls", "http://127.0.0.1:0"],
            worker => worker.Services.AddHostedService<StopsWhileItStarts>());

        Assert.Equal(0, exitCode);
    }

    private sealed class StopsWhileItStarts(IHostApplicationLifetime lifetime) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            lifetime.StopApplication();
            cancellationToken.ThrowIfCancellationRequested();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
