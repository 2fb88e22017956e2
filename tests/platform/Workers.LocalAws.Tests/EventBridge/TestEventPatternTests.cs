namespace Workers.LocalAws.Tests.EventBridge;

/// <summary>TestEventPattern. Source of the required fields: the EventBridge API reference, "TestEventPattern".</summary>
public sealed class TestEventPatternTests : EventBridgeTest
{
    private const string Event = """{"id":"1","account":"1","source":"s","time":"2026-01-01T00:00:00Z","region":"r","detail-type":"d"}""";

    [Fact]
    public async Task An_event_needs_no_resources_and_no_detail() => Assert.True(
        (await Http.EventsAsync("TestEventPattern", new { EventPattern = """{"source":["s"]}""", Event }))["Result"]!.GetValue<bool>());

    [Theory]
    [InlineData("id")]
    [InlineData("account")]
    [InlineData("source")]
    [InlineData("time")]
    [InlineData("region")]
    [InlineData("detail-type")]
    public async Task A_missing_field_of_the_envelope_is_named(string field)
    {
        var text = Event.Replace($"\"{field}\"", "\"other\"", StringComparison.Ordinal);

        var (type, message) = await Http.EventsErrorAsync("TestEventPattern", new { EventPattern = """{"source":["s"]}""", Event = text });

        Assert.Equal(("ValidationException", $"Parameter Event is not valid.\n {field} is a required field."), (type, message));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("[1]")]
    [InlineData("\"text\"")]
    public async Task A_text_that_is_no_object_is_refused_with_the_words_of_AWS(string text)
    {
        // Recorded answer: "Parameter Event is not valid."
        var (type, message) = await Http.EventsErrorAsync("TestEventPattern", new { EventPattern = """{"source":["s"]}""", Event = text });

        Assert.Equal("ValidationException", type);
        Assert.Equal("Parameter Event is not valid.", message.Split('\n')[0]);
    }
}
