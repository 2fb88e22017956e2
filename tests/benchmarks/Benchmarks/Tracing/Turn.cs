namespace Benchmarks.Tracing;

/// <summary>What a worker took for some messages.</summary>
/// <param name="Messages">How many.</param>
/// <param name="Seconds">Until they were done, and what they left behind was published and delivered.</param>
/// <param name="CpuMicroseconds">The worker's CPU.</param>
internal sealed record Turn(int Messages, double Seconds, double CpuMicroseconds)
{
    public double Rate => Messages / Seconds;

    public double Cpu => CpuMicroseconds / Messages;

    /// <summary>All of them as one.</summary>
    public static Turn Sum(IReadOnlyCollection<Turn> turns) =>
        new(turns.Sum(turn => turn.Messages), turns.Sum(turn => turn.Seconds), turns.Sum(turn => turn.CpuMicroseconds));
}
