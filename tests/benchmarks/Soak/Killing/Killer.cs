using System.Diagnostics;

namespace Soak.Killing;

/// <summary>Kills a worker now and then, chosen by chance among all of them, in the middle of its work.</summary>
/// <param name="fleet">The workers.</param>
/// <param name="every">How long it lets a victim work, on average.</param>
/// <param name="seed">Of its choices.</param>
internal sealed class Killer(Fleet fleet, TimeSpan every, int seed)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private readonly Random _random = new(seed);

    /// <summary>Kills so often, or until cancelled.</summary>
    /// <exception cref="SoakException">A worker was started and never got to work.</exception>
    public async Task KillAsync(int times, CancellationToken ended)
    {
        for (var kill = 0; kill < times; kill++)
        {
            var victim = _random.Next(fleet.Count);
            await UntilAtWorkAsync(victim, ended);
            await Task.Delay(every * (0.5 + _random.NextDouble()), ended);
            fleet.Kill(victim);
        }
    }

    // One that is killed while it starts has nothing in flight, and a worker that never gets to start proves nothing.
    private async Task UntilAtWorkAsync(int victim, CancellationToken ended)
    {
        var since = Stopwatch.GetTimestamp();
        while (!fleet.IsAtWork(victim))
        {
            if (Stopwatch.GetElapsedTime(since) > Patience)
                throw new SoakException($"Worker {victim + 1} was started and has handled nothing in {Patience.TotalMinutes} minutes.");
            await Task.Delay(Interval, ended);
        }
    }
}
