using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Workers.LocalAws.Http;

/// <summary>The connection of a call.</summary>
internal static class ClientConnection
{
    /// <summary>
    /// Whether the client has closed it: the operating system knows at once, <see cref="HttpContext.RequestAborted"/> only after a free
    /// thread has informed the server. On a busy machine that is late enough to deliver a message to a disconnected client.
    /// </summary>
    public static bool IsClosed(HttpContext context)
    {
        if (context.RequestAborted.IsCancellationRequested)
            return true;
        try
        {
            // Readable with no byte to read means the end of the stream.
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
