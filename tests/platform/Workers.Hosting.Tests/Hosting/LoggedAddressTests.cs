using System.Text.Json.Nodes;
using Serilog.Events;
using Serilog.Formatting.Compact;
using Serilog.Parsing;
using Workers.Hosting.Diagnostics;

namespace Workers.Hosting.Tests.Hosting;

public sealed class LoggedAddressTests
{
    [Fact]
    public void Are_masked_where_an_exception_repeats_them()
    {
        var failed = new InvalidOperationException("450 <ada.lovelace@example.com>: mailbox is busy");
        var line = new LogEvent(
            DateTimeOffset.UtcNow, LogEventLevel.Error, failed, new MessageTemplateParser().Parse("It failed"), properties: []);
        using var output = new StringWriter();

        new MaskedFormatter(new CompactJsonFormatter(), isText: false).Format(line, output);

        Assert.DoesNotContain("lovelace", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("a***@example.com", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Are_masked_where_a_template_has_one_and_its_holes_stay()
    {
        var line = new LogEvent(
            DateTimeOffset.UtcNow, LogEventLevel.Information, exception: null,
            new MessageTemplateParser().Parse("Of {@Order}, {{once}}, to {Id}ada.lovelace@example.com and {To}@example.com"),
            [new LogEventProperty("To", new ScalarValue("list"))]);
        using var output = new StringWriter();

        new MaskedFormatter(new CompactJsonFormatter(), isText: false).Format(line, output);

        Assert.Equal(
            "Of {@Order}, {{once}}, to {Id}a***@example.com and {To}@example.com",
            JsonNode.Parse(output.ToString())!["@mt"]!.GetValue<string>());
    }

    [Fact]
    public void Are_masked_where_a_value_has_one()
    {
        var line = new LogEvent(
            DateTimeOffset.UtcNow, LogEventLevel.Information, exception: null, new MessageTemplateParser().Parse("Order {OrderId}"),
            [
                new LogEventProperty("OrderId", new ScalarValue("\u0001ada.lovelace@example.com")),
                new LogEventProperty("Others", new SequenceValue([new ScalarValue(7), new ScalarValue("ada.lovelace@example.com")])),
            ]);
        using var output = new StringWriter();

        new MaskedFormatter(new CompactJsonFormatter(), isText: false).Format(line, output);

        var written = JsonNode.Parse(output.ToString())!;
        Assert.Equal(
            ("\u0001a***@example.com", """[7,"a***@example.com"]"""),
            (written["OrderId"]!.GetValue<string>(), written["Others"]!.ToJsonString()));
    }
}
