using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Workers.Hosting.Store;

/// <summary>When a stop that takes all its time has to come to its end.</summary>
internal sealed class StopDeadline : IDisposable
{
    /// <summary>For what is done after the outbox was published: to release its rows, and to send a message.</summary>
    public static readonly TimeSpan Reserve = TimeSpan.FromSeconds(4);

    private readonly CancellationTokenSource _isNear;
    private readonly CancellationTokenRegistration _registration;

    public StopDeadline(IHostApplicationLifetime lifetime, IOptions<HostOptions> host, TimeProvider time)
    {
        _isNear = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        var left = host.Value.ShutdownTimeout - Reserve;
        _registration = lifetime.ApplicationStopping.Register(() => _isNear.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero));
    }

    /// <summary>Cancelled when the reserve is left of the host's stop time.</summary>
    public CancellationToken IsNear => _isNear.Token;

    public void Dispose()
    {
        _registration.Dispose();
        _isNear.Dispose();
    }
}
