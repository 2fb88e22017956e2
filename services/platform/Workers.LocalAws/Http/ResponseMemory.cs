using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace Workers.LocalAws.Http;

/// <summary>
/// Bounds the memory of large responses: ten messages of 1 MiB are copied into one, and stay in memory until the client has read them. Beyond
/// the limit, further large responses wait for earlier ones; small ones never wait.
/// </summary>
internal sealed class ResponseMemory : IDisposable
{
    /// <summary>Responses below this do not count: too many of them would be needed to matter.</summary>
    public const int SmallBytes = 256 * 1024;

    private const int LimitKilobytes = 64 * 1024;
    private const int PieceBytes = 64 * 1024;

    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = LimitKilobytes,
        QueueLimit = int.MaxValue,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Kilobytes that are reserved now.</summary>
    public long ReservedKilobytes => LimitKilobytes - (_limiter.GetStatistics()?.CurrentAvailablePermits ?? LimitKilobytes);

    /// <summary>Waits until a response of this size may be made.</summary>
    /// <param name="bytes">Its approximate size.</param>
    /// <param name="cancellationToken">Cancelled when the client has disconnected.</param>
    /// <returns>Dispose it when the response has been written; null if the response is small.</returns>
    public async ValueTask<IDisposable?> ReserveAsync(long bytes, CancellationToken cancellationToken)
    {
        // Twice: the buffer of the response grows by doubling.
        return bytes < SmallBytes
            ? null
            : await _limiter.AcquireAsync((int)Math.Min(LimitKilobytes, 2 * bytes / 1024), cancellationToken);
    }

    /// <summary>Writes a response in pieces: of a large one the server would keep a second copy until it is read.</summary>
    public static async Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        context.Response.ContentLength = body.Length;
        for (; body.Length > PieceBytes; body = body[PieceBytes..])
            await context.Response.Body.WriteAsync(body[..PieceBytes], context.RequestAborted);
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    public void Dispose() => _limiter.Dispose();
}
