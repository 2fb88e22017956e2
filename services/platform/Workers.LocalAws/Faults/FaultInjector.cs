using Microsoft.Extensions.Logging;

namespace Workers.LocalAws.Faults;

/// <summary>The fault settings of one server. Without faults, a call costs one read of a field.</summary>
internal sealed class FaultInjector(TimeProvider time, ILogger<FaultInjector> logger)
{
    private readonly FaultCounts _counts = new();
    private volatile FaultPlan? _plan;

    /// <exception cref="ArgumentException">They are invalid; the message names the member.</exception>
    public FaultSettings Settings
    {
        get => _plan?.Settings ?? FaultSettings.None;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (FaultRules.Problem(value) is { } problem)
                throw new ArgumentException(problem, nameof(value));
            _plan = value == FaultSettings.None ? null : new FaultPlan(value, _counts, time, logger);
        }
    }

    public int Delayed => _counts.Delayed;

    public IReadOnlyDictionary<string, long> Injected => _counts.Snapshot();

    /// <summary>The faults of a call that starts now, or null without faults.</summary>
    public CallFaults? Begin(string service, string operation) =>
        _plan is { } plan ? new CallFaults(plan, $"{service}:{operation}") : null;
}
