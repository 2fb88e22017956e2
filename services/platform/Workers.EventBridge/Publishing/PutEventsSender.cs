using System.Net;
using Amazon.Runtime;
using Workers.EventBridge.Aws;
using Workers.EventBridge.Configuration;
using Workers.EventBridge.Diagnostics;

namespace Workers.EventBridge.Publishing;

/// <summary>
/// Sends batches, and retries transient failures: failed entries of a call, or the whole call. The SDK's retries of a call are too few, and
/// share a quota that a longer disturbance uses up.
/// </summary>
internal sealed class PutEventsSender(
    Func<PutEventsRequest, CancellationToken, Task<PutEventsResponse>> putEvents,
    Func<string> busName,
    TimeProvider time,
    Func<double>? random = null,
    TimeSpan? callTimeout = null)
{
    private readonly TimeSpan _callTimeout = callTimeout ?? EventBridgeHostSettings.DefaultPutEventsTimeout;
    private readonly Func<double> _random = random ?? Random.Shared.NextDouble;

    /// <summary>Creates the pending event.</summary>
    public PendingEvent Begin(OutgoingEvent @event) => new(@event, EventBridgeHostSettings.Shorten(busName()), time);

    /// <summary>Sends the events and sets the result of each. Never throws.</summary>
    /// <param name="events">At most as many as fit into a call.</param>
    /// <param name="hurry">When cancelled, there are no more retry pauses.</param>
    public Task SendAsync(IReadOnlyList<PendingEvent> events, CancellationToken hurry = default) =>
        SendAsync(events, new RetrySchedule(time, time.GetTimestamp(), hurry), hurry);

    private async Task SendAsync(IReadOnlyList<PendingEvent> events, RetrySchedule retries, CancellationToken hurry)
    {
        for (var left = events; left.Count > 0;)
        {
            left = await TryOnceAsync(left, retries, hurry).ConfigureAwait(false);
            if (left.Count > 0)
                await Task.Delay(retries.NextPause(_random()), time, hurry).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<IReadOnlyList<PendingEvent>> TryOnceAsync(
        IReadOnlyList<PendingEvent> wanted, RetrySchedule retries, CancellationToken hurry)
    {
        var events = new List<PendingEvent>(wanted.Count);
        events.AddRange(wanted.Where(pending => pending.TryBeginSending()));
        if (events.Count == 0)
            return [];

        retries.Count++;
        using var batch = SendSpan.StartBatch(events, EventBridgeHostSettings.Shorten(busName()));
        try
        {
            var response = await CallAsync(new PutEventsRequest { Entries = [.. events.Select(Entry)] }).ConfigureAwait(false);
            return Settle(events, response.Entries, retries);
        }
        catch (AmazonServiceException error) when (events.Count > 1 && IsAboutTheEntries(error))
        {
            batch.Fail(error);

            // One bad entry, or the total size, may have failed the call: send each half on its own, in order.
            var half = events.Count / 2;
            await SendAsync([.. events.Take(half)], retries.Split(), hurry).ConfigureAwait(false);
            await SendAsync([.. events.Skip(half)], retries.Split(), hurry).ConfigureAwait(false);
            return [];
        }
        catch (Exception error)
        {
            batch.Fail(error);
            var isTransient = TransientErrors.Of(error);
            if (isTransient && !retries.AreOver)
                return Postpone(events, error.Message);

            var code = (error as AmazonServiceException)?.ErrorCode ?? "Unreachable";
            foreach (var pending in events)
                pending.Refused(Refusal(pending, code, isTransient ? retries.Describe(error.Message) : error.Message, isTransient, error));
            return [];
        }
    }

    /// <summary>Calls within the timeout, including the SDK's own retries.</summary>
    /// <exception cref="TimeoutException">The call timed out.</exception>
    private async Task<PutEventsResponse> CallAsync(PutEventsRequest request)
    {
        using var timeout = new CancellationTokenSource(_callTimeout, time);
        try
        {
            return await putEvents(request, timeout.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (timeout.IsCancellationRequested)
        {
            throw new TimeoutException($"EventBridge did not answer within {_callTimeout.TotalSeconds:0.###} s.", error);
        }
    }

    private static List<PendingEvent> Settle(
        List<PendingEvent> events, IReadOnlyList<PutEventsResultEntry> results, RetrySchedule retries)
    {
        var again = new List<PendingEvent>();
        for (var i = 0; i < events.Count; i++)
        {
            var result = i < results.Count
                ? results[i]
                : new PutEventsResultEntry(EventId: null, "MissingResult", "The response has no result for this entry.");
            if (result.ErrorCode is not { } code)
                events[i].Published();
            else if (!TransientErrors.OfEntry(code))
                events[i].Refused(Refusal(events[i], code, result.ErrorMessage, isTransient: false));
            else if (retries.AreOver)
                events[i].Refused(Refusal(events[i], code, retries.Describe(result.ErrorMessage), isTransient: true));
            else
                again.AddRange(Postpone([events[i]], code));
        }

        return again;
    }

    private static List<PendingEvent> Postpone(List<PendingEvent> events, string reason)
    {
        foreach (var pending in events)
            pending.Postponed(reason);
        return events;
    }

    private static bool IsAboutTheEntries(AmazonServiceException error) =>
        error.StatusCode == HttpStatusCode.RequestEntityTooLarge || error.ErrorCode is "ValidationException" or "SerializationException";

    private PutEventsEntry Entry(PendingEvent pending) => new()
    {
        EventBusName = busName(),
        Source = pending.Event.Source,
        DetailType = pending.Event.DetailType,
        Detail = pending.Event.Detail,
        Time = pending.Event.Time,
        TraceHeader = pending.Event.TraceHeader,
    };

    private static EventPublishException Refusal(
        PendingEvent pending, string code, string? message, bool isTransient, Exception? inner = null) =>
        new(
            code,
            $"EventBridge did not accept {pending.Event.Source}/{pending.Event.DetailType} ({pending.Event.EventId}): {code}: {message}",
            inner)
        {
            // An outbox waits for a bus, or a topology, that does not exist yet.
            IsTransient = isTransient || BusLookup.IsMissing(code),
        };
}
