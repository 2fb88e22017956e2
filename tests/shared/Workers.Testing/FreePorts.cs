using System.Net;
using System.Net.Sockets;

namespace Workers.Testing;

/// <summary>
/// TCP ports of the loopback address that nobody listens on. Each test program has a block of its own: several run at once, and a port that one
/// found free, for a process that it starts, could otherwise be found free by another before the process listens.
/// </summary>
public static class FreePorts
{
    /// <summary>Below the ephemeral ports: an outgoing connection could take one of those while a worker is stopped.</summary>
    private const int First = 10_000;
    private const int Blocks = 40;
    private const int BlockSize = 500;

    private static readonly Lock Finding = new();
    private static readonly (int First, FileStream? Claim) Block = ClaimBlock();
    private static int _next;

    /// <summary>Finds that many consecutive ports and returns the first. The next call returns later ones, until the block is used up.</summary>
    public static int InARow(int count)
    {
        lock (Finding)
        {
            while (true)
            {
                if (_next + count > BlockSize)
                    _next = 0;
                var first = Block.First + _next;
                var taken = Enumerable.Range(first, count).LastOrDefault(port => !IsFree(port));
                _next = taken == 0 ? _next + count : taken - Block.First + 1;
                if (taken == 0)
                    return first;
            }
        }
    }

    /// <summary>A block is claimed by a file that stays open and locked until the program ends.</summary>
    private static (int First, FileStream? Claim) ClaimBlock()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "workers-test-ports"));
        var blocks = Enumerable.Range(0, Blocks).ToArray();
        Random.Shared.Shuffle(blocks);
        foreach (var block in blocks)
        {
            try
            {
                var claim = new FileStream(Path.Combine(folder.FullName, $"{block}"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                return (First + (block * BlockSize), claim);
            }
            catch (IOException)
            {
                // Another program has it.
            }
        }

        return (First + (blocks[0] * BlockSize), null);
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
