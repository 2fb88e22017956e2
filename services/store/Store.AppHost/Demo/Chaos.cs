using Workers.Hosting.Subscriptions;

namespace Store.AppHost.Demo;

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
    private static readonly TimeSpan OutageReadyTimeout = TimeSpan.FromSeconds(30);

    private readonly AwsFaults _faults = new(system.Installation.Aws);
    private readonly Dictionary<string, int> _kills = new(StringComparer.Ordinal);

    /// <summary>How often each process was killed.</summary>
    public IReadOnlyDictionary<string, int> Kills => _kills;

    /// <summary>How many faults were injected, by kind.</summary>
    public IReadOnlyDictionary<string, long> Injected { get; private set; } = new Dictionary<string, long>(StringComparer.Ordinal);

    private IReadOnlyList<ServiceFolder> Victims => system.Installation.Services.WithStore;

    /// <summary>Goes on for as long as the work takes, and until each process was killed once; then leaves all in peace.</summary>
    public async Task DuringAsync(Task work, CancellationToken cancellationToken)
    {
        await _faults.BeginAsync(cancellationToken);
        try
        {
            while (!work.IsFaulted && (!work.IsCompleted || _kills.Count < Victims.Count))
                await KillEachAsync(work, cancellationToken);
        }
        finally
        {
            Injected = await _faults.EndAsync();
        }

        await work;
    }

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
            if (await system.KillAsync(victim.Name, cancellationToken))
                _kills[victim.Name] = _kills.GetValueOrDefault(victim.Name) + 1;
        }
    }

    // A process that is killed before it is ready, each time, does no work, and the run would never end. Without the gateway the payment
    // worker is not ready, and is killed all the same.
    private async Task UntilReadyAsync(ServiceFolder victim, CancellationToken cancellationToken)
    {
        var hasOutage = gatewayOutage > TimeSpan.Zero;
        var isReady = await system.IsReadyWithinAsync(victim, hasOutage ? OutageReadyTimeout : LocalSystem.ReadyTimeout, cancellationToken);
        if (!isReady && !hasOutage)
            throw new SetupException($"{victim.Name} is not ready after {LocalSystem.ReadyTimeout.TotalSeconds:0} s.");
    }
}
