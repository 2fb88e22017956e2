using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Workers.LocalAws.DeadLetters;
using Workers.LocalAws.EventBridge.Buses;
using Workers.LocalAws.Hosting;
using Workers.LocalAws.Sqs.Messages;
using Workers.LocalAws.Sqs.Queues;

namespace Workers.LocalAws.Tests.DeadLetters;

public sealed class DeadLetterLimitTests : IDisposable
{
    private readonly QueueStore _queues = new(new LocalAwsOptions());
    private readonly MessageQueue _dead;
    private readonly DeadLetterQueues _deadLetters;

    public DeadLetterLimitTests()
    {
        _dead = _queues.Create("dead", new Dictionary<string, string>());
        _queues.Create("queue", new Dictionary<string, string>
        {
            ["RedrivePolicy"] = $$"""{"deadLetterTargetArn":"{{_dead.Arn}}","maxReceiveCount":1}""",
        });
        _deadLetters = new DeadLetterQueues(_queues, new BusStore(new LocalAwsOptions()));
    }

    [Fact]
    public async Task Only_the_oldest_messages_are_examined_and_the_answer_says_so()
    {
        for (var index = 0; index < 10_001; index++)
            Send("same");

        var queue = await ShownAsync();

        Assert.Equal((10_001, 10_000), (queue["count"]!.GetValue<int>(), queue["examined"]!.GetValue<int>()));
        Assert.Equal("Only the oldest 10000 of 10001 messages are grouped here.", queue["note"]!.GetValue<string>());
        Assert.Equal(10_000, Assert.Single(queue["groups"]!.AsArray())!["count"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_redrive_of_a_group_moves_all_its_messages_also_those_that_were_not_examined()
    {
        for (var index = 0; index < 10_001; index++)
            Send("same");
        var group = (await ShownAsync())["groups"]![0]!["group"]!.GetValue<string>();

        var result = new DeadLetterRedrive(_deadLetters).Redrive(_dead, new DeadLetterSelection(group));

        Assert.Equal((10_001, 0), (result.Count, _dead.Counts.Visible));
    }

    [Fact]
    public async Task Only_the_largest_groups_are_shown_and_the_answer_says_so()
    {
        for (var first = 'a'; first <= 'z'; first++)
        {
            for (var second = 'a'; second <= 'd'; second++)
                Send($"{first}{second}");
        }

        var queue = await ShownAsync();

        Assert.Equal("Only the largest 100 of 104 groups are shown.", queue["note"]!.GetValue<string>());
        Assert.Equal(100, queue["groups"]!.AsArray().Count);
    }

    [Fact]
    public async Task Examples_with_long_bodies_end_early()
    {
        for (var first = 'a'; first <= 'z'; first++)
        {
            for (var second = 'a'; second <= 'd'; second++)
                Send($"{first}{second}", new byte[100_000]);
        }

        var groups = (await ShownAsync())["groups"]!.AsArray();

        Assert.Equal(64, groups.Count(group => group!["example"] is not null));
    }

    [Fact]
    public void Messages_whose_destination_is_deleted_meanwhile_stay_in_the_dead_letter_queue()
    {
        Send("one");
        Send("two");
        var before = _dead.Look(10).Select(message => message.Id);
        _queues.Get("queue").Dispose();

        var error = Assert.Throws<DeadLetterException>(
            () => new DeadLetterRedrive(_deadLetters).Redrive(_dead, new DeadLetterSelection()));

        Assert.Contains("'queue' was deleted", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, _dead.Look(10).Select(message => message.Id));
        Assert.Equal(2, _dead.Counts.Visible);
    }

    public void Dispose() => _queues.Dispose();

    private void Send(string error, byte[]? body = null) => _dead.Send(new MessageContent(
        body ?? "{}"u8.ToArray(), [new MessageAttribute("ExceptionMessage", "String", Encoding.UTF8.GetBytes(error))]));

    private async Task<JsonNode> ShownAsync()
    {
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { Response = { Body = body } };
        await new DeadLetterPages(_deadLetters, new MessageJson(new TraceLinks(template: null))).ShowAsync(context);
        return JsonNode.Parse(body.ToArray())!["queues"]![0]!;
    }
}
