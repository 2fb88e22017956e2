using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Soak.Working;

/// <summary>
/// The numbers of the events that one worker process has handled, one after the other, four bytes each. A number is with the
/// operating system before its consumer completes, and so survives whatever happens to the process.
/// </summary>
internal sealed class Journal(string path) : IDisposable
{
    public const int EntrySize = sizeof(int);

    private readonly SafeFileHandle _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
    private readonly Lock _lock = new();
    private long _length;

    public void Add(int number)
    {
        Span<byte> entry = stackalloc byte[EntrySize];
        BinaryPrimitives.WriteInt32LittleEndian(entry, number);

        // One after the other: a gap, left by a kill between two writes, would look like an event.
        lock (_lock)
        {
            RandomAccess.Write(_file, entry, _length);
            _length += EntrySize;
        }
    }

    public void Dispose() => _file.Dispose();
}
