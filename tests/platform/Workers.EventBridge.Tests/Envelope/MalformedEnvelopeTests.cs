using System.Text;
using Workers.EventBridge.Envelope;

namespace Workers.EventBridge.Tests.Envelope;

public sealed class MalformedEnvelopeTests
{
    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("not json")]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("""{"id":"i","source":"s","detail-type":"d","detail":{}""")]
    [InlineData("""{"id":"i","source":"s","detail-type":"d","detail":{"metadata":{"eventId":"e""")]
    [InlineData("""{"id":"i","source":"s","detail-type":"d","detail":{}} trailing""")]
    [InlineData("""{"id":"i","source":"s","detail-type":"d","detail":{}}{}""")]
    [InlineData("""{"id":"\ud800","source":"s","detail-type":"d","detail":{}}""")]
    [InlineData("""{"id":"i","source":"s","detail-type":"d","detail":{"metadata":{"\ud800":"x"},"data":{}}}""")]
    [InlineData("""{"id":"i","source":"s","detail-type":"d","detail":{"metadata":{"eventId":"\udc00"},"data":{}}}""")]
    public void What_is_not_one_JSON_object_is_poison(string body) => Assert.Equal("malformed", Poison(body).Reason);

    [Theory]
    [InlineData("id", """{"source":"s","detail-type":"d","detail":{}}""")]
    [InlineData("id", """{"id":7,"source":"s","detail-type":"d","detail":{}}""")]
    [InlineData("source", """{"id":"i","detail-type":"d","detail":{}}""")]
    [InlineData("source", """{"id":"i","source":null,"detail-type":"d","detail":{}}""")]
    [InlineData("detail-type", """{"id":"i","source":"s","detail":{}}""")]
    [InlineData("detail-type", """{"id":"i","source":"s","detail-type":{"x":1},"detail":{}}""")]
    [InlineData("detail", """{"id":"i","source":"s","detail-type":"d"}""")]
    public void A_missing_member_is_named(string member, string body) =>
        Assert.Contains($"'{member}'", Poison(body).Message, StringComparison.Ordinal);

    [Fact]
    public void JSON_that_is_too_deep_is_poison_and_not_a_crash()
    {
        var deep = $$"""{"id":"i","source":"s","detail-type":"d","detail":{{new string('[', 100_000)}}""";

        Assert.Equal("malformed", Poison(deep).Reason);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_poison()
    {
        byte[] body = [.. "{\"id\":\""u8, 0xC3, 0x28, .. "\",\"source\":\"s\",\"detail-type\":\"d\",\"detail\":{}}"u8];

        Assert.Equal("malformed", Assert.Throws<PoisonEventException>(() => EnvelopeReader.Read(body)).Reason);
    }

    private static PoisonEventException Poison(string body) =>
        Assert.Throws<PoisonEventException>(() => EnvelopeReader.Read(Encoding.UTF8.GetBytes(body)));
}
