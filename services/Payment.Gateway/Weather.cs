using Microsoft.Extensions.Options;

namespace Payment.Gateway;

/// <summary>How the gateway feels today: slow, failing, or fine.</summary>
internal sealed class Weather(IOptions<GatewayOptions> options, TimeProvider clock)
{
    private readonly Random _random = new(options.Value.Seed);
    private readonly Lock _lock = new();

    public Task PassTimeAsync(CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromMilliseconds(options.Value.LatencyMilliseconds), clock, cancellationToken);

    public Outage Next()
    {
        double draw;
        lock (_lock)
            draw = _random.NextDouble();

        var rate = options.Value.FailureRate;
        return draw >= rate ? Outage.None : draw < rate / 2 ? Outage.BeforeBooking : Outage.AfterBooking;
    }
}

/// <summary>What goes wrong with one call.</summary>
internal enum Outage
{
    None,
    BeforeBooking,

    /// <summary>The money moved, but the caller is not told.</summary>
    AfterBooking,
}
