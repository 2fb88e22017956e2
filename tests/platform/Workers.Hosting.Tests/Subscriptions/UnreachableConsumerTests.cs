using Crashing.Worker;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Workers.Hosting.Subscriptions;
using Workers.Hosting.Tests.Hosting;

namespace Workers.Hosting.Tests.Subscriptions;

/// <summary>A pattern that does not let through what the worker consumes.</summary>
public sealed class UnreachableConsumerTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"subscription-{Guid.NewGuid():N}.json");

    [Theory]
    [InlineData("""{ "source": ["tests"], "detail-type": ["Askd"] }""")]
    [InlineData("""{ "source": ["tests"], "detail": { "metadata": { "eventVersion": [2] } } }""")]
    public void A_pattern_that_lets_through_nothing_that_is_consumed_is_refused_with_the_names(string pattern)
    {
        var error = Assert.Throws<SubscriptionException>(() => Create(pattern, worker => worker.AddConsumer<GiveAnswer>()));

        Assert.Equal(
            $"{_file}: field 'pattern': it matches none of the worker's events. The consumers handle tests/Asked; the pattern is {pattern}.",
            error.Message);
    }

    [Fact]
    public void A_batch_counts_as_its_members() =>
        Assert.Throws<SubscriptionException>(() => Create("""{ "source": ["others"] }""", worker => worker.AddConsumer<InBatches>()));

    [Fact]
    public async Task A_pattern_that_lets_through_a_part_is_a_warning_at_start()
    {
        var log = new MemoryLog();
        await using var app = Create(
            """{ "source": ["tests"], "detail-type": ["Asked"] }""",
            worker =>
            {
                worker.AddConsumer<GiveAnswer>();
                worker.AddConsumer<HearAnswer>();
            },
            log);
        _ = app.Services.GetRequiredService<IBus>();

        Assert.Equal(
            (LogLevel.Warning, $"The pattern in {_file} does not match all events that the worker consumes: its consumers of tests/Answered will never be called"),
            Assert.Single(log.Lines));
    }

    [Theory]
    [InlineData(
        """{ "source": ["tests"], "detail-type": ["Asked", "Askedd"] }""",
        "no consumer handles events of detail-type 'Askedd', which is in the pattern. Did you mean 'Asked'?")]
    [InlineData(
        """{ "$or": [{ "source": ["tests", "elsewhere"] }, { "detail-type": ["Asked"] }] }""",
        "no consumer handles events of source 'elsewhere', which is in the pattern.")]
    [InlineData(
        """{ "source": ["tests"], "detail": { "metdata": { "eventVersion": [1] } } }""",
        "the pattern needs 'detail.metdata', which only events of publishers without the envelope can have. Did you mean 'metadata'?")]
    [InlineData(
        """{ "source": ["tests"], "detail": { "country": ["DE"] } }""",
        "the pattern needs 'detail.country', which only events of publishers without the envelope can have. They have metadata, data.")]
    public async Task A_pattern_that_is_probably_mistyped_is_a_warning_at_start(string pattern, string warning)
    {
        var log = new MemoryLog();
        await using var app = Create(pattern, worker => worker.AddConsumer<GiveAnswer>(), log);
        _ = app.Services.GetRequiredService<IBus>();

        Assert.Equal((LogLevel.Warning, $"{_file}: {warning}"), Assert.Single(log.Lines));
    }

    [Theory]
    [InlineData("""{ "source": [{ "prefix": "test" }], "detail-type": ["Asked"], "replay-name": [{ "exists": false }] }""")]
    [InlineData("""{ "source": ["tests"], "detail": { "data": { "subject": ["s"] }, "test": [{ "exists": false }] } }""")]
    [InlineData("""{ "source": ["tests"], "detail": { "metadata": { "producer": ["p"] }, "$or": [{ "data": { "a": [1] } }, { "data": { "b": [1] } }] } }""")]
    public async Task A_pattern_that_fits_is_none(string pattern)
    {
        var log = new MemoryLog();
        await using var app = Create(pattern, worker => worker.AddConsumer<GiveAnswer>(), log);
        _ = app.Services.GetRequiredService<IBus>();

        Assert.Empty(log.Lines);
    }

    [Fact]
    public void Events_that_no_consumer_takes_can_be_dead_lettered()
    {
        File.WriteAllText(_file, """{ "queue": "answers", "pattern": { "source": ["tests"] }, "unknownEvents": "deadLetter" }""");

        Assert.Equal(EventBridge.Receiving.UnknownEvents.DeadLetter, SubscriptionFile.Read(_file).UnknownEvents);
    }

    [Theory, InlineData("\"bury\""), InlineData("1"), InlineData("null")]
    public void Another_word_is_refused(string value)
    {
        File.WriteAllText(_file, $$"""{ "queue": "answers", "pattern": { "source": ["tests"] }, "unknownEvents": {{value}} }""");

        Assert.Contains("unknownEvents", Assert.Throws<SubscriptionException>(() => SubscriptionFile.Read(_file)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => File.Delete(_file);

    private Microsoft.AspNetCore.Builder.WebApplication Create(string pattern, Action<WorkerBuilder> configure, MemoryLog? log = null)
    {
        File.WriteAllText(_file, $$"""{ "queue": "answers", "pattern": {{pattern}} }""");
        return WorkerApplication.Create(
            ["--SubscriptionFile", _file],
            configure,
            services =>
            {
                if (log is not null)
                    services.AddSingleton<ILogger<Subscription>>(new Logger<Subscription>(new LoggerFactory([log])));
            });
    }

    private sealed class HearAnswer : IConsumer<Answered>
    {
        public Task Consume(ConsumeContext<Answered> context) => Task.CompletedTask;
    }

    private sealed class InBatches : IConsumer<Batch<Asked>>
    {
        public Task Consume(ConsumeContext<Batch<Asked>> context) => Task.CompletedTask;
    }
}
