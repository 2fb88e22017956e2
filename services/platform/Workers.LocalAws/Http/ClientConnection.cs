using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Workers.LocalAws.Http;

/// <summary>The connection that a call came by.</summary>
internal static class ClientConnection
{
    /// <summary>
    /// Whether the client has closed it: the operating system knows at once, <see cref="HttpContext.RequestAborted"/> only when a thread
    /// was free to tell the server. On a busy machine that takes long enough to hand a message to somebody who is gone.
    /// </summary>
    public static bool IsClosed(HttpContext context)
    {
        if (context.RequestAborted.IsCancellationRequested)
            return true;
        try
        {
            // Readable without a byte to read is the end of the stream.
            return context.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket
                && socket.Poll(0, SelectMode.SelectRead)
                && socket.Available == 0;
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            return true;
        }
    }
}
