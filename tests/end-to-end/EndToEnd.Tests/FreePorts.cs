using System.Net;
using System.Net.Sockets;

namespace EndToEnd.Tests;

internal static class FreePorts
{
    /// <summary>
    /// The first of so many ports in a row that nobody listens on, below those that systems give to outgoing connections: while a
    /// worker is stopped, one of those could take its port.
    /// </summary>
    public static int InARow(int count)
    {
        for (var first = Random.Shared.Next(10_000, 30_000); ; first = Random.Shared.Next(10_000, 30_000))
        {
            if (Enumerable.Range(first, count).All(IsFree))
                return first;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
