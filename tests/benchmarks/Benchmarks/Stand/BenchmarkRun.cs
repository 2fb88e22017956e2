namespace Benchmarks.Stand;

/// <summary>Where and how long a benchmark runs.</summary>
/// <param name="Aws">LocalAws, fresh.</param>
/// <param name="Rounds">Rounds that count.</param>
/// <param name="Messages">Messages of a round, for benchmarks that have no number of their own.</param>
internal sealed record BenchmarkRun(BenchmarkAws Aws, int Rounds, int Messages)
{
    /// <summary>
    /// Both contestants, one after the other, in each round, so that what else the machine does meets both, and each of them first in
    /// every other round; the first round warms up and is not counted.
    /// </summary>
    public async Task<(IReadOnlyList<T> Transport, IReadOnlyList<T> Bare)> InterleaveAsync<T>(
        string name, Func<Task<T>> transport, Func<Task<T>> bare, Func<T, string> describe)
    {
        List<T> own = [], limits = [];
        for (var round = 0; round <= Rounds; round++)
        {
            T one, limit;
            if (round % 2 == 0)
                (limit, one) = (await bare(), await transport());
            else
                (one, limit) = (await transport(), await bare());
            await Console.Error.WriteLineAsync(
                $"{name}: {(round == 0 ? "warm-up" : $"round {round} of {Rounds}")}: {describe(one)} beside {describe(limit)}");
            if (round == 0)
                continue;
            own.Add(one);
            limits.Add(limit);
        }

        return (own, limits);
    }
}
