using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Workers.LocalAws.Hosting;

/// <summary>
/// Disconnects a client that reads its response, or sends its request, very slowly: the server keeps both in memory until then. Kestrel's
/// default minimum of 240 bytes a second allows half a day for ten SQS messages. Clients are on this machine or close to it, so the minimum
/// can be much higher. Waiting time of a call, such as a long poll, does not count.
/// </summary>
internal static class SlowClients
{
    /// <summary>10 MiB, the maximum of one ReceiveMessage, may take 40 s.</summary>
    private const double BytesPerSecond = 256 * 1024;

    /// <summary>For a client on a busy machine; a small response may also take this time.</summary>
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(10);

    public static void DropSlowClients(this KestrelServerLimits limits)
    {
        limits.MinResponseDataRate = new MinDataRate(BytesPerSecond, GracePeriod);
        limits.MinRequestBodyDataRate = new MinDataRate(BytesPerSecond, GracePeriod);
    }
}
