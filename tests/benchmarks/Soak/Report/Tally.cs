using System.Buffers.Binary;
using Soak.Stand;
using Soak.Working;

namespace Soak.Report;

/// <summary>How often each event was handled, by the journals of all workers.</summary>
internal sealed class Tally(SoakFolder folder, int messages) : ITally
{
    private readonly int[] _deliveries = new int[messages + 1];
    private readonly Dictionary<string, long> _read = [];
    private readonly byte[] _buffer = new byte[64 * 1024];

    /// <summary>Events that were handled at least once.</summary>
    public int Handled { get; private set; }

    /// <summary>How often any event was handled.</summary>
    public int Deliveries { get; private set; }

    public int Expected => messages;

    public bool CountsDoubles => false;

    public bool IsComplete => Handled == messages;

    /// <summary>The numbers of events that were never handled.</summary>
    public IEnumerable<int> Missing => Enumerable.Range(1, messages).Where(number => _deliveries[number] == 0);

    /// <summary>Reads what was written since.</summary>
    public void Read(bool now)
    {
        foreach (var journal in folder.Journals)
        {
            using var file = File.OpenHandle(journal, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            _read[journal] = Read(file, _read.GetValueOrDefault(journal));
        }
    }

    private long Read(Microsoft.Win32.SafeHandles.SafeFileHandle file, long from)
    {
        while (RandomAccess.Read(file, _buffer, from) is var length and >= Journal.EntrySize)
        {
            var entries = length / Journal.EntrySize;
            for (var entry = 0; entry < entries; entry++)
                Count(BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(entry * Journal.EntrySize)));
            from += entries * Journal.EntrySize;
        }

        return from;
    }

    private void Count(int number)
    {
        Deliveries++;
        if (_deliveries[number]++ == 0)
            Handled++;
    }
}
