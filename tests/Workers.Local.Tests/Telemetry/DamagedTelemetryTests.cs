using System.Net;
using System.Net.Http.Headers;
using CsCheck;
using Google.Protobuf;
using Workers.Local.Tests.Page;

namespace Workers.Local.Tests.Telemetry;

/// <summary>The receiver of telemetry answers whatever it is sent, and never with an error of its own.</summary>
public sealed class DamagedTelemetryTests(PageFixture page) : IClassFixture<PageFixture>
{
    private static readonly byte[] Spans = OneSpan();

    private static Gen<byte[]> Damaged { get; } =
        from damages in Gen.Select(Gen.Int[0, 3], Gen.Double[0, 1], Gen.Double[0, 1], Gen.Byte).Array[1, 6]
        select damages.Aggregate(Spans, (bytes, damage) => Damage(bytes, damage.Item1, (int)(damage.Item2 * bytes.Length), damage.Item3, damage.Item4));

    [Theory, InlineData("/v1/traces"), InlineData("/v1/logs"), InlineData("/v1/metrics")]
    public Task Is_taken_or_refused(string path) => Damaged.SampleAsync(
        async bytes =>
        {
            using var content = new ByteArrayContent(bytes);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
            var (status, body) = await page.SendAsync(HttpMethod.Post, path, content);
            Assert.True(status is HttpStatusCode.OK or HttpStatusCode.BadRequest, $"{status} {body}");

            var (found, answer) = await page.SendAsync(HttpMethod.Get, "/api/traces?all=true", content: null);
            Assert.True(found == HttpStatusCode.OK, answer);
        },
        threads: 2);

    private static byte[] Damage(byte[] bytes, int kind, int at, double length, byte value)
    {
        var end = at + (int)(length * Math.Min(bytes.Length - at, 20));
        return kind switch
        {
            0 when at < bytes.Length => [.. bytes[..at], value, .. bytes[(at + 1)..]],
            1 => [.. bytes[..at], .. bytes[end..]],
            2 => [.. bytes[..end], .. bytes[at..]],
            _ => [.. bytes[..at], value, .. bytes[at..]],
        };
    }

    private static byte[] OneSpan()
    {
        var name = "damaged-span-one"u8.ToArray();
        byte[] attributes = [.. Field(9, [.. Field(1, "key"u8), .. Field(2, Field(1, name))]), .. Field(9, [.. Field(1, "list"u8), .. Field(2, Field(5, Field(1, Field(1, name))))])];
        byte[] span =
        [
            .. Field(1, name), .. Field(2, name.AsSpan(0, 8)), .. Field(5, name), .. attributes, .. Field(11, [.. Field(2, name), .. attributes]),
            .. Field(13, [.. Field(1, name), .. Field(2, name.AsSpan(0, 8))]), .. Field(15, Field(2, name)),
        ];
        return Field(1, [.. Field(1, attributes), .. Field(2, [.. Field(1, Field(1, name)), .. Field(2, span)])]);
    }

    private static byte[] Field(int number, ReadOnlySpan<byte> content)
    {
        using var stream = new MemoryStream();
        using var output = new CodedOutputStream(stream);
        output.WriteTag(number, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(content));
        output.Flush();
        return stream.ToArray();
    }
}
