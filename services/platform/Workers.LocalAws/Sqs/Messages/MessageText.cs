using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace Workers.LocalAws.Sqs.Messages;

/// <summary>Reads text of a request as UTF-8, without conversion to UTF-16.</summary>
internal static class MessageText
{
    private static readonly SearchValues<byte> Forbidden = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Where(character => character is not (0x9 or 0xA or 0xD)).Select(character => (byte)character)]);

    /// <returns>The text, or null if it has a character that SQS rejects.</returns>
    public static byte[]? Read(JsonElement text)
    {
        var raw = JsonMarshal.GetRawUtf8Value(text);
        var utf8 = raw.IndexOf((byte)'\\') < 0 ? raw[1..^1].ToArray() : Unescape(raw);
        return utf8 is null || !Utf8.IsValid(utf8) || utf8.AsSpan().ContainsAny(Forbidden) || HasNonCharacter(utf8) ? null : utf8;
    }

    private static byte[]? Unescape(ReadOnlySpan<byte> raw)
    {
        var reader = new Utf8JsonReader(raw);
        reader.Read();
        var buffer = ArrayPool<byte>.Shared.Rent(raw.Length);
        try
        {
            return buffer.AsSpan(0, reader.CopyString(buffer)).ToArray();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>U+FFFE and U+FFFF.</summary>
    private static bool HasNonCharacter(ReadOnlySpan<byte> utf8) => utf8.IndexOf("\uFFFE"u8) >= 0 || utf8.IndexOf("\uFFFF"u8) >= 0;
}
