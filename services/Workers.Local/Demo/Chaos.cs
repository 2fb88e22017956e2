using Workers.Local.Processes;
using Workers.Local.Services;
using Workers.LocalAws.Faults;

namespace Workers.Local.Demo;

/// <summary>
/// Makes go wrong what may go wrong: AWS throttles, fails, cuts connections, delivers twice and out of order, and every few
/// seconds a worker or the Storefront dies without being asked. The gateway stands for somebody else's, and is never killed.
/// </summary>
/// <param name="system">The system that it happens to.</param>
/// <param name="killEvery">
/// The time from one death to the next, on average: it is half of it at least, and half more at most, and longer where the
/// machine is too slow for whoever is next to be ready again by then.
/// </param>
/// <param name="gatewayOutage">How long the payment gateway is down meanwhile; zero for no outage.</param>
internal sealed class Chaos(LocalSystem system, TimeSpan killEvery, TimeSpan gatewayOutage)
{
    private static readonly FaultSettings Faults = new()
    {
        Throttle = 0.05,
        ServerError = 0.05,
        DropBefore = 0.01,
        DropAfter = 0.01,
        FailedEntries = 0.05,
        Duplicate = 0.05,
        Reorder = 0.05,
    };

    private static readonly TimeSpan OutageReadyTimeout = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, int> _kills = new(StringComparer.Ordinal);

    /// <summary>How often each process was killed.</summary>
    public IReadOnlyDictionary<string, int> Kills => _kills;

    /// <summary>How many faults were injected, by kind.</summary>
    public IReadOnlyDictionary<string, long> Injected => system.Aws.InjectedFaults;

    /// <summary>Goes on for as long as the work takes, and until each process was killed once; then leaves all in peace.</summary>
    public async Task DuringAsync(Task work, CancellationToken cancellationToken)
    {
        system.Aws.Faults = Faults;
        try
        {
            while (!work.IsFaulted && (!work.IsCompleted || _kills.Count < Victims.Count()))
                await KillEachAsync(work, cancellationToken);
        }
        finally
        {
            system.Aws.Faults = FaultSettings.None;
        }

        await work;
    }

    private IEnumerable<ChildProcess> Victims =>
        system.Children.Where(child => child.Name != system.Installation.Services.Gateway.Name);

    private ServiceFolder Service(ChildProcess child) =>
        system.Installation.Services.All.Single(service => service.Name == child.Name);

    /// <summary>In rounds, so that each has its turn, and in no order, so that nobody knows when.</summary>
    private async Task KillEachAsync(Task work, CancellationToken cancellationToken)
    {
        var round = Victims.ToArray();
        Random.Shared.Shuffle(round);
        foreach (var victim in round)
        {
            if (work.IsFaulted)
                return;
            if (work.IsCompleted && _kills.ContainsKey(victim.Name))
                continue;

            await Task.Delay(killEvery * (0.5 + Random.Shared.NextDouble()), cancellationToken);

            await UntilReadyAsync(victim, cancellationToken);
            if (victim.Kill())
                _kills[victim.Name] = _kills.GetValueOrDefault(victim.Name) + 1;
        }
    }

    // A process that is killed before it is ready, each time, does no work, and the run would never end. Without the gateway the payment
    // worker is not ready, and is killed all the same.
    private async Task UntilReadyAsync(ChildProcess victim, CancellationToken cancellationToken)
    {
        if (gatewayOutage == TimeSpan.Zero)
            await Readiness.WaitAsync(Service(victim), LocalSystem.ReadyTimeout, cancellationToken);
        else
            await Readiness.FindProblemAsync(Service(victim), OutageReadyTimeout, cancellationToken);
    }
}
