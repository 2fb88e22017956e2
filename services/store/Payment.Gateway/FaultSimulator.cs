using Microsoft.Extensions.Options;

namespace Payment.Gateway;

/// <summary>Makes charges and refunds slow, has a share of them fail, and all of them during an outage.</summary>
internal sealed class FaultSimulator(IOptions<GatewayOptions> options, TimeProvider time)
{
    private readonly Random _random = new(options.Value.Seed);
    private readonly Lock _lock = new();
    private DateTimeOffset _outageEnd;

    /// <summary>Whether no charge and no refund is answered: the connection is closed.</summary>
    public bool IsDown
    {
        get
        {
            lock (_lock)
                return time.GetUtcNow() < _outageEnd;
        }
    }

    /// <summary>Begins an outage, or changes how long the present one lasts; zero ends it.</summary>
    public void BeginOutage(TimeSpan duration)
    {
        lock (_lock)
            _outageEnd = time.GetUtcNow() + duration;
    }

    public Task DelayAsync(CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromMilliseconds(options.Value.LatencyMilliseconds), time, cancellationToken);

    public Fault Next()
    {
        double draw;
        lock (_lock)
            draw = _random.NextDouble();

        var rate = options.Value.FailureRate;
        return draw >= rate ? Fault.None : draw < rate / 2 ? Fault.BeforeBooking : Fault.AfterBooking;
    }
}

/// <summary>What goes wrong with one call.</summary>
internal enum Fault
{
    None,
    BeforeBooking,

    /// <summary>The money moved, but the caller gets no answer that says so.</summary>
    AfterBooking,
}
