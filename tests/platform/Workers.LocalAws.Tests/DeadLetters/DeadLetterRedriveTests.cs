using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.SQS.Model;

namespace Workers.LocalAws.Tests.DeadLetters;

public sealed class DeadLetterRedriveTests : DeadLetterPairTest
{
    [Fact]
    public async Task A_redriven_message_is_a_new_one_with_its_body_attributes_and_trace_header()
    {
        var (url, dead) = await CreatePairAsync();
        var id = await SendDeadLetterAsync(dead);
        await ReceiveAsync(dead, visibilitySeconds: 0);

        var answer = await Http.PostAsync($"{Pages}/dead/redrive");

        Assert.Equal("""{"redriven":1,"notVisible":0}""", answer.Body);
        var message = Assert.Single(await ReceiveAsync(url));
        Assert.Equal((Event(), "1"), (message.Body, message.Attributes["ApproximateReceiveCount"]));
        Assert.Equal("Order 17 is unknown.", message.MessageAttributes["ExceptionMessage"].StringValue);
        Assert.Equal("Root=1-5759e988-bd862e3fe1be46a994272793", message.Attributes["AWSTraceHeader"]);
        Assert.NotEqual(id, message.MessageId);
        Assert.Equal(("0", "0", "0"), await CountsAsync(dead));
    }

    [Theory]
    [InlineData("redrive")]
    [InlineData("delete")]
    public async Task A_group_is_redriven_or_deleted_and_the_others_stay(string verb)
    {
        var (url, dead) = await CreatePairAsync();
        await SendDeadLetterAsync(dead, "Order 1 is unknown.");
        await SendDeadLetterAsync(dead, "Order 2 is unknown.");
        await SendDeadLetterAsync(dead, "No card.");

        var group = Text((await GroupsAsync())[0], "group");
        await Http.PostAsync($"{Pages}/dead/{verb}", $$"""{"group":"{{group}}"}""");

        Assert.Equal("No card.", Text(Assert.Single(await GroupsAsync()), "message"));
        Assert.Equal((verb == "redrive" ? "2" : "0", "0", "0"), await CountsAsync(url));
    }

    [Theory]
    [InlineData("redrive", "redriven")]
    [InlineData("delete", "deleted")]
    public async Task Selected_messages_are_redriven_or_deleted_and_the_others_stay(string verb, string done)
    {
        var (url, dead) = await CreatePairAsync();
        var first = await SendDeadLetterAsync(dead);
        var second = await SendDeadLetterAsync(dead);
        var third = await SendDeadLetterAsync(dead);

        var answer = await Http.PostAsync(
            $"{Pages}/dead/{verb}", JsonSerializer.Serialize(new { messageIds = new[] { third, first, first, $"{Guid.NewGuid()}" } }));

        Assert.Equal(2, JsonNode.Parse(answer.Body)![done]!.GetValue<int>());
        Assert.Equal(second, Assert.Single(await ReceiveAsync(dead)).MessageId);
        Assert.Equal((verb == "redrive" ? "2" : "0", "0", "0"), await CountsAsync(url));
    }

    [Theory]
    [InlineData("redrive")]
    [InlineData("delete")]
    public async Task No_selected_message_is_not_all_messages(string verb)
    {
        var (_, dead) = await CreatePairAsync();
        await SendDeadLetterAsync(dead);

        await Http.PostAsync($"{Pages}/dead/{verb}", """{"messageIds":[]}""");
        await Http.PostAsync($"{Pages}/dead/{verb}", """{"group":"0000000000000000"}""");

        Assert.Equal(("1", "0", "0"), await CountsAsync(dead));
    }

    [Theory]
    [InlineData("redrive", "redriven")]
    [InlineData("delete", "deleted")]
    public async Task A_message_in_flight_or_delayed_stays(string verb, string done)
    {
        var (_, dead) = await CreatePairAsync();
        await SendDeadLetterAsync(dead);
        var received = await ReceiveAsync(dead);
        await Sqs.SendMessageAsync(new SendMessageRequest(dead, "later") { DelaySeconds = 10 }, Cancelled);
        await SendDeadLetterAsync(dead);

        var answer = await Http.PostAsync($"{Pages}/dead/{verb}");

        Assert.Equal($$"""{"{{done}}":1,"notVisible":2}""", answer.Body);
        Assert.Equal(("0", "1", "1"), await CountsAsync(dead));
        await Sqs.DeleteMessageAsync(dead, Assert.Single(received).ReceiptHandle, Cancelled);
        Assert.Equal(("0", "0", "1"), await CountsAsync(dead));
    }

    [Fact]
    public async Task The_dead_letter_queue_of_several_queues_is_not_redriven()
    {
        var (_, dead) = await CreatePairAsync();
        await CreatePairAsync("second");
        await SendDeadLetterAsync(dead);

        var answer = await Http.PostAsync($"{Pages}/dead/redrive");

        Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        Assert.Contains("'dead' is the dead-letter queue of several queues (queue, second).", answer.Body, StringComparison.Ordinal);
        Assert.Equal(("1", "0", "0"), await CountsAsync(dead));
    }

    [Fact]
    public async Task The_dead_letter_queue_of_a_target_has_no_queue_to_redrive_to()
    {
        var dead = await CreateQueueAsync("dead");
        await Http.EventsAsync("PutRule", new { Name = "orders", EventPattern = """{"source":["store.orders"]}""" });
        await Http.EventsAsync("PutTargets", new
        {
            Rule = "orders",
            Targets = new[] { new { Id = "target", Arn = Arn("queue"), DeadLetterConfig = new { Arn = Arn("dead") } } },
        });
        await SendDeadLetterAsync(dead);

        var answer = await Http.PostAsync($"{Pages}/dead/redrive");

        Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        Assert.Contains("'dead' has no source queue", answer.Body, StringComparison.Ordinal);
        Assert.Equal(("1", "0", "0"), await CountsAsync(dead));
    }

    [Theory]
    [InlineData("[]", "Send {")]
    [InlineData("{", "is not valid JSON")]
    [InlineData("""{"group":1}""", "Send {")]
    [InlineData("""{"Group":"x"}""", "Send {")]
    [InlineData("""{"group":"x","messageIds":[]}""", "Send {")]
    [InlineData("""{"messageIds":["x"]}""", "is not a message id")]
    public async Task A_selection_that_is_not_understood_changes_nothing(string body, string expected)
    {
        var (_, dead) = await CreatePairAsync();
        await SendDeadLetterAsync(dead);

        var answer = await Http.PostAsync($"{Pages}/dead/delete", body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains(expected, Text(JsonNode.Parse(answer.Body), "message")!, StringComparison.Ordinal);
        Assert.Equal(("1", "0", "0"), await CountsAsync(dead));
    }

    [Fact]
    public async Task Redrives_at_once_with_receivers_lose_and_double_nothing()
    {
        const int Count = 500;
        var (url, dead) = await CreatePairAsync();
        var ids = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(Enumerable.Range(0, Count / 10), Cancelled, async (batch, token) =>
        {
            var entries = Enumerable.Range(batch * 10, 10).Select(number => new SendMessageBatchRequestEntry($"{number}", $"{number}"));
            foreach (var sent in (await Sqs.SendMessageBatchAsync(dead, [.. entries], token)).Successful)
                ids.Add(sent.MessageId);
        });
        ConcurrentBag<int> seen = [];
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        Task[] receivers = [ConsumeAsync(dead), ConsumeAsync(dead), ConsumeAsync(url), ConsumeAsync(url)];

        // Each message is selected by four requests.
        var redrives = await Task.WhenAll(ids.Chunk(25).Concat(ids.Chunk(40)).Concat(ids.Chunk(60)).Concat(ids.Chunk(90)).Select(chunk =>
            Http.PostAsync($"{Pages}/dead/redrive", JsonSerializer.Serialize(new { messageIds = chunk }))));
        await Eventually.UntilAsync(() => seen.Count >= Count);
        await ended.CancelAsync();
        await Task.WhenAll(receivers);

        Assert.Equal(Enumerable.Range(0, Count), seen.Order());
        Assert.All(redrives, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.InRange(redrives.Sum(answer => JsonNode.Parse(answer.Body)!["redriven"]!.GetValue<int>()), 1, Count);
        Assert.Equal((("0", "0", "0"), ("0", "0", "0")), (await CountsAsync(dead), await CountsAsync(url)));

        async Task ConsumeAsync(string queue)
        {
            while (!ended.IsCancellationRequested)
            {
                foreach (var message in await ReceiveAsync(queue))
                {
                    await Sqs.DeleteMessageAsync(queue, message.ReceiptHandle, Cancelled);
                    seen.Add(int.Parse(message.Body, CultureInfo.InvariantCulture));
                }

                await Task.Yield();
            }
        }
    }
}
