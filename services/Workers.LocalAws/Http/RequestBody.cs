using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Workers.LocalAws.Http;

/// <summary>The whole body of a request, in a pooled buffer.</summary>
internal sealed class RequestBody : IDisposable
{
    /// <summary>
    /// AWS takes 1 MiB of messages in a call. As JSON a message can be larger than itself, since each quote in it needs an escape.
    /// </summary>
    public const int MaximumBytes = 8 * 1024 * 1024;

    byte[] _buffer;
    int _length;

    RequestBody(int expected) => _buffer = ArrayPool<byte>.Shared.Rent(expected);

    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(0, _length);

    public static async ValueTask<RequestBody> ReadAsync(HttpRequest request, CancellationToken cancelled)
    {
        // One byte more than announced, so that the last read can tell the end without growing the buffer.
        var body = new RequestBody((int)Math.Min(request.ContentLength ?? 4096, MaximumBytes) + 1);
        try
        {
            while (await request.Body.ReadAsync(body._buffer.AsMemory(body._length), cancelled) is var read && read > 0)
                body.Advance(read);
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    void Advance(int read)
    {
        _length += read;
        if (_length < _buffer.Length)
            return;

        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
