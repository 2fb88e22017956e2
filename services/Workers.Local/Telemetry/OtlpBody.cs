using System.IO.Compression;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;

namespace Workers.Local.Telemetry;

/// <summary>The body of an OTLP request, bounded both as it comes and when it is unpacked.</summary>
internal static class OtlpBody
{
    /// <summary>In bytes. Exporters send 512 spans at a time by default: a hundredth of that.</summary>
    public const int MaximumBytes = 16 * 1024 * 1024;

    /// <exception cref="BadHttpRequestException">It is too large, or packed in a way that we do not know.</exception>
    /// <exception cref="InvalidDataException">It is packed wrongly.</exception>
    public static async Task<ByteString> ReadAsync(HttpRequest request)
    {
        var encoding = request.Headers.ContentEncoding.ToString().ToLowerInvariant();
        if (encoding is not ("" or "identity" or "gzip"))
            throw new BadHttpRequestException(
                $"Content-Encoding '{encoding}' is not known: send it as it is, or with gzip.", StatusCodes.Status415UnsupportedMediaType);
        if (encoding != "gzip")
            return await ReadAsync(request.Body, request.HttpContext.RequestAborted);

        await using var unpacked = new GZipStream(request.Body, CompressionMode.Decompress);
        return await ReadAsync(unpacked, request.HttpContext.RequestAborted);
    }

    private static async Task<ByteString> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        using var read = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await body.ReadAsync(buffer, cancellationToken) is var count and > 0)
        {
            if (read.Length + count > MaximumBytes)
                throw new BadHttpRequestException(
                    $"The request is larger than {MaximumBytes} bytes.", StatusCodes.Status413PayloadTooLarge);
            read.Write(buffer, 0, count);
        }

        return UnsafeByteOperations.UnsafeWrap(read.GetBuffer().AsMemory(0, (int)read.Length));
    }
}
