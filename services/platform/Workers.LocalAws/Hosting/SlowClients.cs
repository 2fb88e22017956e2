using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Workers.LocalAws.Hosting;

/// <summary>
/// Drops a client that hardly reads its answer, or hardly sends its request: the server keeps both in memory until then. Kestrel allows a
/// write the time that its bytes take at the rate, and at 240 bytes a second, its default, that is half a day for ten messages of SQS. Clients
/// are on this machine or beside it, so the rate can be higher by far. Time in which a call waits, such as a long poll, does not count.
/// </summary>
internal static class SlowClients
{
    /// <summary>10 MiB, the most that one ReceiveMessage returns, may take 40 s.</summary>
    private const double BytesPerSecond = 256 * 1024;

    /// <summary>For a client whose machine is busy; a small answer may take as long.</summary>
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(10);

    public static void DropSlowClients(this KestrelServerLimits limits)
    {
        limits.MinResponseDataRate = new MinDataRate(BytesPerSecond, GracePeriod);
        limits.MinRequestBodyDataRate = new MinDataRate(BytesPerSecond, GracePeriod);
    }
}
