using Microsoft.Extensions.Options;

namespace Payment.Gateway;

/// <summary>Delays charges and refunds, fails a share of them, and fails all during an outage.</summary>
internal sealed class FaultSimulator(IOptions<GatewayOptions> options, TimeProvider time)
{
    private readonly Random _random = new(options.Value.Seed);
    private readonly Lock _lock = new();
    private DateTimeOffset _outageEnd;

    /// <summary>Whether there is an outage: then charges and refunds get no answer and the connection is closed.</summary>
    public bool IsDown
    {
        get
        {
            lock (_lock)
                return time.GetUtcNow() < _outageEnd;
        }
    }

    /// <summary>Starts an outage of this duration from now, or changes the current one; zero ends it.</summary>
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

/// <summary>The fault of one call.</summary>
internal enum Fault
{
    None,
    BeforeBooking,

    /// <summary>The payment is booked, but the caller gets an error.</summary>
    AfterBooking,
}
