using Workers.Hosting.Subscriptions;

namespace Workers.Hosting.Tests.Subscriptions;

public sealed class SubscriptionFileTests : IDisposable
{
    private const string Pattern = """{ "source": ["store.orders"] }""";

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"subscription-{Guid.NewGuid():N}.json");

    [Fact]
    public void Queue_and_pattern_are_enough()
    {
        var subscription = Read($$"""{ "queue": "payment", "pattern": {{Pattern}} }""");

        Assert.Equal(
            ("payment", 30, 5, 15, 16),
            (
                subscription.Queue,
                subscription.VisibilityTimeoutSeconds,
                subscription.MaxFailures,
                subscription.RedriveMaxReceiveCount,
                subscription.Concurrency));
    }

    [Fact]
    public void A_FIFO_queue_has_a_FIFO_dead_letter_queue_and_a_standard_one_for_its_rule()
    {
        var subscription = Read($$"""{ "queue": "payment.fifo", "pattern": {{Pattern}} }""");

        Assert.Equal(
            (true, "payment-dlq.fifo", "payment-rule-dlq"),
            (subscription.IsFifo, subscription.DeadLetterQueue, subscription.RuleDeadLetterQueue));
    }

    [Fact]
    public void The_pattern_is_kept_as_it_stands() =>
        Assert.Equal(Pattern, Read($$"""{ "queue": "payment", "pattern": {{Pattern}} }""").Pattern.GetRawText());

    [Theory]
    [InlineData("""{ "pattern": { "source": ["a"] } }""", "queue")]
    [InlineData("""{ "queue": "payment" }""", "pattern")]
    [InlineData("""{ "queue": "pay ment", "pattern": { "source": ["a"] } }""", "field 'queue'")]
    [InlineData("""{ "queue": ".fifo", "pattern": { "source": ["a"] } }""", "field 'queue'")]
    [InlineData("""{ "queue": "pay.ment", "pattern": { "source": ["a"] } }""", "field 'queue'")]
    [InlineData("""{ "queue": "", "pattern": { "source": ["a"] } }""", "field 'queue'")]
    [InlineData("""{ "queue": "p", "pattern": [] }""", "field 'pattern'")]
    [InlineData("""{ "queue": "p", "pattern": {} }""", "field 'pattern'")]
    [InlineData("""{ "queue": "p", "pattern": { "source": "store" } }""", "field 'pattern.source'")]
    [InlineData("""{ "queue": "p", "pattern": { "detail": { "state": [] } } }""", "field 'pattern.detail.state'")]
    [InlineData("""{ "queue": "p", "pattern": { "source": ["a"] }, "visibilityTimeoutSeconds": 5 }""", "field 'visibilityTimeoutSeconds'")]
    [InlineData("""{ "queue": "p", "pattern": { "source": ["a"] }, "maxFailures": 0 }""", "field 'maxFailures'")]
    [InlineData("""{ "queue": "p", "pattern": { "source": ["a"] }, "redriveHeadroom": 0 }""", "field 'redriveHeadroom'")]
    [InlineData("""{ "queue": "p", "pattern": { "source": ["a"] }, "maxFailures": 900, "redriveHeadroom": 101 }""", "1000 together")]
    [InlineData("""{ "queue": "p", "pattern": { "source": ["a"] }, "concurrency": "many" }""", "field 'concurrency'")]
    [InlineData("""{ "queue": "p", "pattern": { "source": ["a"] }, "concurency": 8 }""", "concurency")]
    [InlineData("""{ "queue": "p", "pattern": { "source": ["a"] }, "publishes": ["aws.store"] }""", "field 'publishes'")]
    [InlineData("""{ "queue": "p", "pattern": { "source": ["a"] }, "publishes": [""] }""", "field 'publishes'")]
    [InlineData("""{ "queue": "p", "pattern": { "source": ["a"] }, "publishes": [null] }""", "publishes")]
    [InlineData("""{ "queue": "p23456789-123456789-123456789-123456789-123456789", "pattern": { "source": ["a"] } }""", "field 'queue'")]
    [InlineData("""{ "queue": "p", "queue": "q", "pattern": { "source": ["a"] } }""", "queue")]
    [InlineData("""{ "queue": "p", "pattern": { "source": ["a"] }, "scaling": { "minTasks": 9, "maxTasks": 2 } }""", "field 'scaling.minTasks'")]
    [InlineData("""{ "queue": "p", """, "line 1")]
    [InlineData("null", "null")]
    [InlineData("", "line 1")]
    public void An_error_is_reported_with_file_and_field(string json, string place)
    {
        var error = Assert.Throws<SubscriptionException>(() => Read(json));

        Assert.Contains(_file, error.Message, StringComparison.Ordinal);
        Assert.Contains(place, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("detailType", "Did you mean 'detail-type'?")]
    [InlineData("detail_type", "Did you mean 'detail-type'?")]
    [InlineData("Source", "Did you mean 'source'?")]
    [InlineData("sorce", "Did you mean 'source'?")]
    [InlineData("customer", "They have version, id, detail-type, source, account, time, region, resources, detail, replay-name.")]
    public void A_field_that_no_event_has_is_refused_with_its_name(string field, string advice)
    {
        const string Sentence = "events have no such field, so the pattern matches none.";

        var alone = Assert.Throws<SubscriptionException>(
            () => Read($$"""{ "queue": "p", "pattern": { "source": ["a"], "{{field}}": ["x"] } }"""));
        var alternative = Assert.Throws<SubscriptionException>(
            () => Read($$"""{ "queue": "p", "pattern": { "$or": [{ "source": ["a"] }, { "{{field}}": ["x"] }] } }"""));

        Assert.Equal($"{_file}: field 'pattern.{field}': {Sentence} {advice}", alone.Message);
        Assert.Equal($"{_file}: field 'pattern.$or.{field}': {Sentence} {advice}", alternative.Message);
    }

    [Fact]
    public void Every_field_of_an_event_may_be_in_a_pattern() => Read(
        """
        { "queue": "p", "pattern": { "version": ["0"], "id": ["i"], "detail-type": ["d"], "source": ["s"], "account": ["1"], "time": ["t"],
          "region": ["r"], "resources": ["x"], "detail": { "a": [1] }, "replay-name": [{ "exists": false }] } }
        """);

    [Fact]
    public void All_fields_that_are_out_of_range_are_reported_at_once()
    {
        var error = Assert.Throws<SubscriptionException>(() => Read($$"""{ "queue": "p", "pattern": {{Pattern}}, "concurrency": 0, "maxFailures": 0 }"""));

        Assert.Equal(2, error.Message.Split(Environment.NewLine).Length);
    }

    [Fact]
    public void A_missing_file_is_reported_with_its_path() =>
        Assert.Contains(_file, Assert.Throws<SubscriptionException>(() => SubscriptionFile.Read(_file)).Message, StringComparison.Ordinal);

    public void Dispose() => File.Delete(_file);

    private Subscription Read(string json)
    {
        File.WriteAllText(_file, json);
        return SubscriptionFile.Read(_file);
    }
}
