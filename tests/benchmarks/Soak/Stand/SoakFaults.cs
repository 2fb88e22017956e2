using Workers.Testing;

namespace Soak.Stand;

/// <summary>The faults of a soak.</summary>
internal static class SoakFaults
{
    private const int LatencyMs = 2;
    private const int LatencyJitterMs = 8;

    /// <summary>Each kind of fault hits the same share of all operations. Calls take a little longer, and not all as long.</summary>
    public static Task SetFaultsAsync(this LocalAwsProcess aws, double share, int seed, CancellationToken cancellationToken) => share == 0
        ? Task.CompletedTask
        : aws.SetFaultsAsync(
            new
            {
                throttle = share,
                serverError = share,
                dropBefore = share,
                dropAfter = share,
                failedEntries = share,
                duplicate = share,
                reorder = share,
                latencyMs = LatencyMs,
                latencyJitterMs = LatencyJitterMs,
                seed,
            },
            cancellationToken);
}
