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
    private readonly List<DateTimeOffset> _at = [];

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
    public async Task Halves_share_the_ten_seconds_of_their_call()
    {
        await SendAsync(
            ["a", "b", "c", "d"],
            entries =>
            {
                _time.Advance(TimeSpan.FromSeconds(4));
                throw entries.Length > 2 ? Error("ValidationException", 400) : Error("ThrottlingException", 400);
            },
            chance: 0);

        // The second half has its one attempt, though the time is over.
        Assert.Equal(["a,b,c,d", "a,b", "a,b", "c,d"], Calls);
    }

    public static TheoryData<Exception> Passing =>
    [
        Error("ThrottlingException", 400), Error("TooManyRequestsException", 400), Error("", 429),
        Error("InternalFailure", 500), Error("", 503),
        new HttpRequestException("no route to host"), new IOException("reset"), new TaskCanceledException("timed out"),
        new EventBridgeException("no answer", new HttpRequestException("reset"), ErrorType.Unknown, "", "", default),
        new AmazonUnmarshallingException("request", "<html>", new FormatException()),
    ];

    [Theory, MemberData(nameof(Passing), DisableDiscoveryEnumeration = true)]
    public async Task A_call_that_fails_for_the_moment_is_tried_again(Exception error)
    {
        var events = await SendAsync(["a", "b"], entries => _calls.Count < 3 ? throw error : Taken(entries));

        Assert.Equal(["a,b", "a,b", "a,b"], Calls);
        Assert.All(events, one => Assert.True(one.Done.IsCompletedSuccessfully));
    }

    [Fact]
    public async Task A_call_that_fails_for_another_reason_fails_its_events_at_once()
    {
        var events = await SendAsync(["a", "b"], _ => throw Error("AccessDeniedException", 400));

        Assert.Equal(["AccessDeniedException", "AccessDeniedException"], events.Select(Code));
        Assert.Single(_calls);
    }

    [Theory, InlineData("ThrottlingException", true), InlineData("MalformedDetail", false)]
    public async Task A_refusal_says_whether_it_may_pass(string code, bool isTransient)
    {
        var events = await SendAsync(["a"], (_, _) => code);

        Assert.Equal(isTransient, Assert.IsType<EventPublishException>(events[0].Error).IsTransient);
    }

    [Fact]
    public async Task A_refused_call_says_how_often_it_was_tried_only_if_it_was_tried_again()
    {
        var refused = await SendAsync(["a"], _ => throw Error("AccessDeniedException", 400));
        var throttled = await SendAsync(["a"], _ => throw Error("ThrottlingException", 400));

        Assert.DoesNotContain("attempts", refused[0].Error!.Message, StringComparison.Ordinal);
        Assert.Contains("Failed after 8 attempts", throttled[0].Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_names_the_event_and_says_what_to_do()
    {
        var events = await SendAsync(["a"], _ => throw new HttpRequestException("no route to host"));

        Assert.Equal(
            $"EventBridge did not accept shop.orders/OrderPlaced ({events[0].Event.EventId}): Unreachable: no route to host. "
            + "Failed after 8 attempts. Publish it again later, with the same MessageId: it may have arrived nevertheless.",
            events[0].Error!.Message);
    }

    [Fact]
    public async Task Each_pause_is_up_to_twice_the_one_before_and_at_most_some_three_seconds()
    {
        await SendAsync(["a"], _ => throw Error("ThrottlingException", 400), chance: 1);

        double[] least = [100, 200, 400, 800, 1600, 3200];
        Assert.All(least.Zip(_at.Skip(1), _at), pause => Assert.True((pause.Second - pause.Third).TotalMilliseconds >= pause.First));
    }

    [Fact]
    public async Task A_pause_may_be_none_so_that_not_all_come_back_together()
    {
        // The clock stands still.
        await SendAsync(["a"], _ => throw Error("ThrottlingException", 400), chance: 0, milliseconds: 0);

        Assert.Equal(8, _calls.Count);
    }

    [Fact]
    public async Task No_try_begins_later_than_ten_seconds_after_the_first()
    {
        await SendAsync(
            ["a"],
            _ =>
            {
                _time.Advance(TimeSpan.FromSeconds(4));
                throw new TaskCanceledException("timed out");
            },
            chance: 0);

        Assert.Equal(3, _calls.Count);
    }

    [Fact]
    public async Task The_last_pause_ends_with_the_ten_seconds()
    {
        await SendAsync(
            ["a"],
            _ =>
            {
                _time.Advance(TimeSpan.FromSeconds(1.4));
                throw Error("ThrottlingException", 400);
            },
            chance: 1);

        Assert.InRange((_at[^1] - _at[0]).TotalSeconds, 9.9, 10.1);
    }

    [Fact]
    public async Task In_a_hurry_nothing_waits_for_the_next_try()
    {
        using var hurry = new CancellationTokenSource();
        var tried = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var calls = 0;
        var sender = new PutEventsSender(
            (_, _) =>
            {
                calls++;
                tried.TrySetResult();
                throw Error("ThrottlingException", 400);
            },
            () => "shop",
            _time,
            () => 1);
        var pending = sender.Begin(Events.Order("a"));

        // The clock stands still: the pause would never end.
        var sent = sender.SendAsync([pending], hurry.Token);
        await tried.Task.InTimeAsync();
        await hurry.CancelAsync();
        await sent.InTimeAsync();

        Assert.InRange(calls, 1, 2);
        Assert.Equal("ThrottlingException", Code(pending));
    }

    private IEnumerable<string> Calls => _calls.Select(entries => string.Join(',', entries));

    private Task<List<PendingEvent>> SendAsync(string[] names, Func<int, string, string?> code) =>
        SendAsync(names, entries => new PutEventsResponse
        {
            Entries = [.. entries.Select(entry => new PutEventsResultEntry("id", code(_calls.Count, entry), "…"))],
        });

    private async Task<List<PendingEvent>> SendAsync(
        string[] names, Func<string[], PutEventsResponse> answer, double chance = 0.5, int milliseconds = 100)
    {
        var sender = new PutEventsSender(Put, () => "shop", _time, () => chance);
        List<PendingEvent> events = [.. names.Select(name => sender.Begin(Events.Order(name)))];

        var sent = sender.SendAsync(events);
        await _time.AdvanceUntilAsync(TimeSpan.FromMilliseconds(milliseconds), () => sent.IsCompleted);
        await sent;
        return events;

        async Task<PutEventsResponse> Put(PutEventsRequest request, CancellationToken cancellationToken)
        {
            await Task.Yield();
            string[] entries = [.. request.Entries.Select(entry => System.Text.Json.Nodes.JsonNode.Parse(entry.Detail.Span)!["orderId"]!.GetValue<string>())];
            _calls.Add(entries);
            _at.Add(_time.GetUtcNow());
            return answer(entries);
        }
    }

    private static PutEventsResponse Taken(string[] entries) =>
        new() { Entries = [.. entries.Select(_ => new PutEventsResultEntry("id", null, null))] };

    private static EventBridgeException Error(string code, int status) =>
        new("…", inner: null, ErrorType.Sender, code, "request", (HttpStatusCode)status);

    private static string? Code(PendingEvent pending) => (pending.Error as EventPublishException)?.Code;
}
