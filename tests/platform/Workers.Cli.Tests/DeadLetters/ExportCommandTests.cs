using System.Text.Json.Nodes;

namespace Workers.Cli.Tests.DeadLetters;

public sealed class ExportCommandTests : DeadLetterTest
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.jsonl");

    [Fact]
    public async Task Exported_and_deleted_messages_are_imported_as_they_were()
    {
        await SendAsync(60);
        await SucceedAsync("export", "payment", "--output", _file);
        await SucceedAsync("delete", "payment", "--yes");

        await SucceedAsync("import", _file, "--to", "payment-dlq", "--yes");

        var messages = await TakeAllAsync("payment-dlq");
        Assert.Equal(Enumerable.Range(0, 60), messages.Select(OrderOf).Order());
        Assert.All(messages, message => Assert.Equal(
            (Body(OrderOf(message)), "max-failures", $"Root=1-5759e988-bd862e3fe1be46a9942{OrderOf(message):00000}"),
            (message.Body, message.MessageAttributes["DeadLetterReason"].StringValue, message.Attributes["AWSTraceHeader"])));
        File.Delete(_file);
    }

    [Fact]
    public async Task The_messages_stay_and_may_be_read_by_other_programs()
    {
        await SendAsync(15);

        var run = await SucceedAsync("export", "payment");

        Assert.Equal(15, run.Output.TrimEnd('\n').Split('\n').Select(line => (string?)JsonNode.Parse(line)!["eventId"]).Distinct().Count());
        Assert.Equal("15 messages of payment-dlq exported. They may have personal data.", run.Error.Trim());
        Assert.Equal((15, 0), await CountsAsync("payment-dlq"));
    }

    [Fact]
    public async Task An_existing_file_is_not_overwritten()
    {
        await File.WriteAllTextAsync(_file, "mine", Cancelled);

        var run = await RunAsync("export", "payment", "--output", _file);

        Assert.Equal(1, run.Code);
        Assert.StartsWith($"error: --output {_file}: ", run.Error, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(_file, Cancelled));
        File.Delete(_file);
    }

    [Fact]
    public async Task A_page_of_LocalAws_exports_the_same_lines()
    {
        await SendAsync(1);
        using var http = new HttpClient { BaseAddress = Server.Endpoint };

        var page = await http.GetStringAsync("_localaws/dead-letters/payment-dlq/export", Cancelled);
        var command = (await SucceedAsync("export", "payment")).Output;

        Assert.Equal(Stable(page), Stable(command));
    }

    [Fact]
    public async Task A_FIFO_queue_takes_the_same_messages_twice()
    {
        await Sqs.CreateQueueAsync(
            new Amazon.SQS.Model.CreateQueueRequest("z.fifo") { Attributes = new() { ["FifoQueue"] = "true" } }, Cancelled);
        await File.WriteAllLinesAsync(_file, ["""{"body":"1","messageGroupId":"g"}""", """{"body":"1","messageGroupId":"g"}"""], Cancelled);

        await SucceedAsync("import", _file, "--to", "z", "--yes");
        await SucceedAsync("import", _file, "--to", "z.fifo", "--yes");

        Assert.Equal((4, 0), await CountsAsync("z.fifo"));
        File.Delete(_file);
    }

    [Fact]
    public async Task A_wrong_line_is_named_and_nothing_is_sent()
    {
        await File.WriteAllLinesAsync(_file, ["""{"body":"1"}""", "no JSON"], Cancelled);

        var run = await RunAsync("import", _file, "--to", "payment", "--yes");

        Assert.Equal(1, run.Code);
        Assert.StartsWith($"error: {_file}, line 2: It is not an exported message: ", run.Error, StringComparison.Ordinal);
        Assert.Equal((0, 0), await CountsAsync("payment"));
        File.Delete(_file);
    }

    // Each reading counts, and SQS tells milliseconds.
    private static string Stable(string line)
    {
        var node = JsonNode.Parse(line)!.AsObject();
        node.Remove("receiveCount");
        node.Remove("sentAt");
        return node.ToJsonString();
    }
}
