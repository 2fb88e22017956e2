using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Benchmarks.Storing;

/// <summary>A worker that consumes until it is disposed of.</summary>
internal sealed class RunningWorker(WebApplication app, Func<IServiceProvider, CancellationToken, Task> waitForEvents) : IAsyncDisposable
{
    private readonly AsyncServiceScope _scope = app.Services.CreateAsyncScope();

    /// <summary>Its services, in a scope that lives as long as it does.</summary>
    public IServiceProvider Services => _scope.ServiceProvider;

    /// <summary>Ends when no event waits any more to be published.</summary>
    public Task WaitForEventsAsync(CancellationToken cancellationToken) => waitForEvents(Services, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await _scope.DisposeAsync();
        await app.DisposeAsync();
    }
}
