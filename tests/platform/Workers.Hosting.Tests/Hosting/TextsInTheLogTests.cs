using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Compact;
using Serilog.Formatting.Display;
using Serilog.Parsing;
using Workers.Hosting.Diagnostics;

namespace Workers.Hosting.Tests.Hosting;

/// <summary>What an event says cannot look like a line of the log, or make one without end.</summary>
public sealed class TextsInTheLogTests
{
    private const string Forged = "o1\n16:00:00.000 ERR profile FORGED\u001b[31m\u202e\u2028\r\t";

    [Fact]
    public void A_value_is_on_one_line_of_text_and_escaped()
    {
        var output = Write("Order {Order} came", Forged, exception: null, isText: true);

        Assert.Equal(@"Order o1\n16:00:00.000 ERR profile FORGED\u001b[31m\u202e\u2028\r\t came", output.TrimEnd('\n'));
    }

    [Fact]
    public void A_text_that_was_put_together_before_is_on_one_line_too()
    {
        var output = Write(Forged, "", exception: null, isText: true);

        Assert.Single(output.TrimEnd('\n').Split('\n'));
        Assert.DoesNotContain('\u001b', output);
    }

    [Fact]
    public void The_lines_of_an_exception_are_indented()
    {
        var output = Write("Failed", "", new InvalidOperationException(Forged), isText: true);

        Assert.All(output.TrimEnd('\n').Split('\n').Skip(2), line => Assert.StartsWith("   ", line, StringComparison.Ordinal));
        Assert.DoesNotContain('\u001b', output);
    }

    [Fact]
    public void JSON_keeps_what_a_value_is()
    {
        var written = JsonNode.Parse(Write("Order {Order} came", Forged, exception: null, isText: false))!;

        Assert.Equal(Forged, written["Order"]!.GetValue<string>());
    }

    [Theory, InlineData(true), InlineData(false)]
    public void A_value_and_an_exception_are_bounded(bool isText)
    {
        var endless = new string('x', 1_000_000);

        var output = Write("Order {Order} came", endless, new InvalidOperationException(endless), isText);

        Assert.InRange(output.Length, 1, 2 * ReadableText.MaxExceptionLength);
        Assert.Contains("(1000000 characters)", output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_attributes_of_a_span_are_bounded()
    {
        using var span = new Activity("span");
        span.SetTag("store.order.id", new string('x', 1_000_000));
        span.SetStatus(ActivityStatusCode.Error, new string('x', 1_000_000));
        span.Start();
        using var processor = new MaskedSpans();

        processor.OnEnd(span);

        Assert.InRange(((string)span.GetTagItem("store.order.id")!).Length, 1, ReadableText.MaxLength + 30);
        Assert.InRange(span.StatusDescription!.Length, 1, ReadableText.MaxLength + 30);
    }

    [Fact]
    public void A_cut_leaves_no_half_of_a_pair()
    {
        var text = new string('x', ReadableText.MaxLength - 1) + "\ud83d\ude00";

        Assert.DoesNotContain(ReadableText.Bound(text), char.IsSurrogate);
    }

    private static string Write(string template, string order, Exception? exception, bool isText)
    {
        ITextFormatter formatter = isText
            ? new MessageTemplateTextFormatter("{Message:lj}{NewLine}{Exception}", CultureInfo.InvariantCulture)
            : new CompactJsonFormatter();
        using var output = new StringWriter { NewLine = "\n" };
        new MaskedFormatter(formatter, isText).Format(
            new LogEvent(
                DateTimeOffset.UnixEpoch,
                LogEventLevel.Error,
                exception,
                new MessageTemplateParser().Parse(template),
                [new LogEventProperty("Order", new ScalarValue(order))]),
            output);
        return output.ToString();
    }
}
