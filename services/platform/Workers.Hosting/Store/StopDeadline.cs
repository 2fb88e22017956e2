using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Workers.Hosting.Store;

/// <summary>Deadline of a stop that uses all its time.</summary>
internal sealed class StopDeadline : IDisposable
{
    /// <summary>Time for the steps after the outbox was published: releasing its rows, and sending a message.</summary>
    public static readonly TimeSpan Reserve = TimeSpan.FromSeconds(4);

    private readonly CancellationTokenSource _isNear;
    private readonly CancellationTokenRegistration _registration;

    public StopDeadline(IHostApplicationLifetime lifetime, IOptions<HostOptions> host, TimeProvider time)
    {
        _isNear = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        var left = host.Value.ShutdownTimeout - Reserve;
        _registration = lifetime.ApplicationStopping.Register(() => _isNear.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero));
    }

    /// <summary>Cancelled when only the reserve of the host's stop timeout is left.</summary>
    public CancellationToken IsNear => _isNear.Token;

    public void Dispose()
    {
        _registration.Dispose();
        _isNear.Dispose();
    }
}
