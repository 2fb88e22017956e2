using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Workers.LocalAws.Http;

/// <summary>The whole body of a request, in a pooled buffer.</summary>
internal sealed class RequestBody : IDisposable
{
    /// <summary>
    /// AWS accepts 1 MiB of messages in a call. As JSON a message can be larger, since each quote needs an escape.
    /// </summary>
    public const int MaximumBytes = 8 * 1024 * 1024;

    /// <summary>A longer request is still read to its end; otherwise a sending client would never see the error.</summary>
    public const long MaximumDrainedBytes = 64 * 1024 * 1024;

    private byte[] _buffer;
    private int _length;

    private RequestBody(int expected) => _buffer = ArrayPool<byte>.Shared.Rent(expected);

    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(0, _length);

    public static async ValueTask<RequestBody> ReadAsync(HttpRequest request, CancellationToken cancelled)
    {
        // One byte more than announced, so that the last read detects the end without growing the buffer.
        var body = new RequestBody((int)Math.Min(request.ContentLength ?? 4096, MaximumBytes) + 1);
        try
        {
            var total = 0L;
            while (await request.Body.ReadAsync(body._buffer.AsMemory(body._length), cancelled) is var read && read > 0)
            {
                total += read;
                if (total <= MaximumBytes)
                    body.Advance(read);
            }

            return total <= MaximumBytes ? body : throw new AwsException(
                "RequestEntityTooLargeException",
                $"The request is longer than {MaximumBytes} bytes.",
                status: StatusCodes.Status413PayloadTooLarge);
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

    private void Advance(int read)
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
