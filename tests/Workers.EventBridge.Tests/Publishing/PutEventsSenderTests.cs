using System.Net;
using Amazon.Runtime;
using Microsoft.Extensions.Time.Testing;
using Workers.EventBridge.Aws;
using Workers.EventBridge.Publishing;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Publishing;

/// <summary>What becomes of entries that a call could not take.</summary>
public sealed class PutEventsSenderTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<string[]> _calls = [];

    [Fact]
    public async Task Only_the_entries_that_failed_are_tried_again()
    {
        await SendAsync(["a", "b", "c"], (call, entry) => call == 1 && entry != "b" ? "ThrottlingException" : null);

        Assert.Equal(["a,b,c", "a,c"], Calls);
    }

    [Theory, InlineData("ThrottlingException"), InlineData("InternalFailure"), InlineData("InternalException"), InlineData("ServiceUnavailable")]
    public async Task A_fault_that_passes_by_itself_is_tried_again(string code)
    {
        var events = await SendAsync(["a"], (call, _) => call < 3 ? code : null);

        Assert.True(Assert.Single(events).Done.IsCompletedSuccessfully);
    }

    [Theory, InlineData("MalformedDetail"), InlineData("NotAuthorizedForSource"), InlineData("InvalidArgument")]
    public async Task A_fault_of_the_caller_is_not_tried_again(string code)
    {
        var events = await SendAsync(["a"], (_, _) => code);

        Assert.Equal((code, 1), (Code(Assert.Single(events)), _calls.Count));
    }

    [Fact]
    public async Task At_some_time_it_gives_up()
    {
        var events = await SendAsync(["a"], (_, _) => "InternalFailure");

        Assert.Equal(("InternalFailure", 8), (Code(Assert.Single(events)), _calls.Count));
    }

    [Fact]
    public async Task An_entry_without_a_result_is_tried_again()
    {
        await SendAsync(["a", "b"], _ => Taken(["a"]));

        Assert.Equal(["a,b", "b"], Calls);
    }

    [Theory, InlineData("ValidationException", 400), InlineData("SerializationException", 400), InlineData("", 413)]
    public async Task An_entry_that_spoils_the_call_is_found_by_halving(string code, int status)
    {
        var events = await SendAsync(
            ["a", "b", "bad", "d"], entries => entries.Contains("bad") ? throw Error(code, status) : Taken(entries));

        Assert.Equal([null, null, code, null], events.Select(Code));
    }

    [Fact]
    public async Task Halves_go_out_in_order()
    {
        await SendAsync(["a", "b", "c", "d"], entries => entries.Length > 2 ? throw Error("ValidationException", 400) : Taken(entries));

        Assert.Equal(["a,b,c,d", "a,b", "c,d"], Calls);
    }

    [Fact]
    public async Task A_call_that_fails_for_another_reason_fails_its_events()
    {
        var events = await SendAsync(["a", "b"], _ => throw Error("AccessDeniedException", 400));

        Assert.Equal(["AccessDeniedException", "AccessDeniedException"], events.Select(Code));
    }

    [Fact]
    public async Task A_refusal_names_the_event()
    {
        var events = await SendAsync(["a"], _ => throw new HttpRequestException("no route to host"));

        Assert.Equal(
            $"EventBridge did not take shop.orders/OrderPlaced ({events[0].Event.EventId}): Unreachable: no route to host",
            events[0].Error!.Message);
    }

    private IEnumerable<string> Calls => _calls.Select(entries => string.Join(',', entries));

    private Task<List<PendingEvent>> SendAsync(string[] names, Func<int, string, string?> code) =>
        SendAsync(names, entries => new PutEventsResponse
        {
            Entries = [.. entries.Select(entry => new PutEventsResultEntry("id", code(_calls.Count, entry), "…"))],
        });

    private async Task<List<PendingEvent>> SendAsync(string[] names, Func<string[], PutEventsResponse> answer)
    {
        List<PendingEvent> events = [.. names.Select(name => new PendingEvent(Events.Order(name)))];
        var sender = new PutEventsSender(Put, () => "shop", _time);

        var sent = sender.SendAsync(events);
        await _time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => sent.IsCompleted);
        await sent;
        return events;

        async Task<PutEventsResponse> Put(PutEventsRequest request)
        {
            await Task.Yield();
            string[] entries = [.. request.Entries.Select(entry => System.Text.Json.Nodes.JsonNode.Parse(entry.Detail.Span)!["orderId"]!.GetValue<string>())];
            _calls.Add(entries);
            return answer(entries);
        }
    }

    private static PutEventsResponse Taken(string[] entries) =>
        new() { Entries = [.. entries.Select(_ => new PutEventsResultEntry("id", null, null))] };

    private static EventBridgeException Error(string code, int status) =>
        new("…", inner: null, ErrorType.Sender, code, "request", (HttpStatusCode)status);

    private static string? Code(PendingEvent pending) => (pending.Error as EventRefusedException)?.Code;
}
