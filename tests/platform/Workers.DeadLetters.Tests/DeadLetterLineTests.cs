using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;

namespace Workers.DeadLetters.Tests;

public sealed class DeadLetterLineTests
{
    [Fact]
    public void A_message_is_read_as_it_was_written()
    {
        var letter = ExampleDeadLetters.Event("""{"name":"Jürgen\nMüller"}""", ("DeadLetterReason", "max-failures")) with
        {
            TraceHeader = "Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=00f067aa0ba902b7;Sampled=1",
            GroupId = "g",
            DeduplicationId = "d",
            SourceArn = "arn:aws:sqs:eu-west-1:1:q",
            SentAt = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero),
            ReceiveCount = 3,
        };
        letter = letter with { Attributes = [.. letter.Attributes, new("Count", "Number.int", "7"u8.ToArray()), new("Bytes", "Binary", new byte[] { 0, 255 })] };

        var read = DeadLetterLine.Read(Encoding.UTF8.GetBytes(Line(letter)));

        Assert.Equal(letter.Body.ToArray(), read.Body.ToArray());
        Assert.Equal(
            letter.Attributes.Select(one => (one.Name, one.DataType, one.Text)), read.Attributes.Select(one => (one.Name, one.DataType, one.Text)));
        Assert.Equal(letter with { Body = default, Attributes = [] }, read with { Body = default, Attributes = [] });
    }

    [Fact]
    public void A_line_has_what_a_reader_looks_for()
    {
        var letter = ExampleDeadLetters.Event("{}", ("DeadLetterReason", "bad-json"));
        var line = JsonNode.Parse(Line(letter))!;

        Assert.Equal(
            (DeadLetterCause.Of(letter).GroupId, "OrderCreated", "e1", ExampleDeadLetters.TraceId),
            ((string?)line["group"], (string?)line["detailType"], (string?)line["eventId"], (string?)line["traceId"]));
        Assert.Equal("bad-json", (string?)line["attributes"]!["DeadLetterReason"]);
    }

    [Theory]
    [InlineData("no JSON")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"body":1}""")]
    [InlineData("""{"body":null}""")]
    [InlineData("""{"body":"","attributes":{"a":1}}""")]
    [InlineData("""{"body":"","attributes":{"a":{"type":"Binary","value":"%"}}}""")]
    public void Anything_else_is_refused(string line) =>
        Assert.Throws<FormatException>(() => DeadLetterLine.Read(Encoding.UTF8.GetBytes(line)));

    private static string Line(DeadLetter letter)
    {
        var output = new ArrayBufferWriter<byte>();
        DeadLetterLine.Write(output, letter);
        var text = Encoding.UTF8.GetString(output.WrittenSpan);
        Assert.Single(text, '\n');
        return text;
    }
}
