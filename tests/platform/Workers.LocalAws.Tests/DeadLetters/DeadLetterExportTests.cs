using System.Text.Json.Nodes;

namespace Workers.LocalAws.Tests.DeadLetters;

public sealed class DeadLetterExportTests : DeadLetterPairTest
{
    [Fact]
    public async Task A_queue_is_exported_as_JSON_lines_with_whole_bodies()
    {
        var (_, dead) = await CreatePairAsync();
        await SendDeadLetterAsync(dead);
        await SendAsync(dead, "two\nlines " + new string('x', 100_000));

        var answer = await Http.GetAsync($"{Pages}/dead/export");

        Assert.Equal("application/jsonl", answer.ContentType);
        Assert.EndsWith("\n", answer.Body, StringComparison.Ordinal);
        var lines = answer.Body.TrimEnd('\n').Split('\n').Select(line => JsonNode.Parse(line)).ToList();
        Assert.Equal(2, lines.Count);
        Assert.Equal((Event(), "max-failures"), (Text(lines[0], "body"), Text(lines[0]!["attributes"], "DeadLetterReason")));
        Assert.Equal(100_010, Text(lines[1], "body")!.Length);
    }

    [Fact]
    public async Task A_group_is_exported_to_a_file_of_its_own_name()
    {
        var (_, dead) = await CreatePairAsync();
        await SendDeadLetterAsync(dead, reason: "bad-json");
        await SendDeadLetterAsync(dead);
        var group = Text((await GroupsAsync()).Single(one => Text(one, "reason") == "bad-json"), "group");

        using var http = new HttpClient { BaseAddress = Server.Endpoint };
        using var answer = await http.GetAsync($"{Pages}/dead/export?group={group}", Cancelled);

        Assert.Equal($"dead-{group}.jsonl", answer.Content.Headers.ContentDisposition!.FileName!.Trim('"'));
        var line = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancelled));
        Assert.Equal((group, "bad-json"), (Text(line, "group"), Text(line!["attributes"], "DeadLetterReason")));
    }

    [Fact]
    public async Task A_group_without_messages_is_an_empty_file()
    {
        await CreatePairAsync();

        Assert.Equal("", (await Http.GetAsync($"{Pages}/dead/export?group=%22%0D%0Ax")).Body);
    }
}
