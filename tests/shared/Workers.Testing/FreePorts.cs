using System.Net;
using System.Net.Sockets;

namespace Workers.Testing;

/// <summary>TCP ports of the loopback address that nobody listens on.</summary>
public static class FreePorts
{
    /// <summary>
    /// Finds that many consecutive ports and returns the first. They are below the ephemeral ports: an outgoing connection could take one of
    /// those while a worker is stopped.
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
