using Workers.Hosting.Subscriptions;

namespace Store.AppHost.Demo;

/// <summary>
/// Injects faults: AWS throttles, fails, cuts connections, delivers twice and out of order, and every few
/// seconds a worker or the Storefront is killed. The gateway simulates an external system and is never killed.
/// </summary>
/// <param name="system">The system.</param>
/// <param name="killEvery">
/// The average time between kills. The actual time is 50 to 150 % of it, or longer if the machine is too slow for the next process to
/// be ready again by then.
/// </param>
/// <param name="gatewayOutage">Duration of an outage of the payment gateway; zero for no outage.</param>
internal sealed class Chaos(LocalSystem system, TimeSpan killEvery, TimeSpan gatewayOutage)
{
    private static readonly TimeSpan OutageReadyTimeout = TimeSpan.FromSeconds(30);

    private readonly AwsFaults _faults = new(system.Installation.Aws);
    private readonly Dictionary<string, int> _kills = new(StringComparer.Ordinal);

    /// <summary>Number of kills, by process.</summary>
    public IReadOnlyDictionary<string, int> Kills => _kills;

    /// <summary>Number of injected faults, by kind.</summary>
    public IReadOnlyDictionary<string, long> Injected { get; private set; } = new Dictionary<string, long>(StringComparer.Ordinal);

    private IReadOnlyList<ServiceFolder> Victims => system.Installation.Services.WithStore;

    /// <summary>Injects faults until the work is done and each process was killed at least once.</summary>
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

    /// <summary>Kills each process once, in random order.</summary>
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

    // A process that is always killed before it is ready would do no work, and the run would never end. During an outage of the gateway the
    // payment worker is not ready, so it is killed anyway.
    private async Task UntilReadyAsync(ServiceFolder victim, CancellationToken cancellationToken)
    {
        var hasOutage = gatewayOutage > TimeSpan.Zero;
        var isReady = await system.IsReadyWithinAsync(victim, hasOutage ? OutageReadyTimeout : LocalSystem.ReadyTimeout, cancellationToken);
        if (!isReady && !hasOutage)
            throw new SetupException($"{victim.Name} is not ready after {LocalSystem.ReadyTimeout.TotalSeconds:0} s.");
    }
}
