using System.Net;
using Amazon.Runtime;
using Workers.EventBridge.Aws;

namespace Workers.EventBridge.Publishing;

/// <summary>Sends batches, and again just the entries that failed for the moment.</summary>
internal sealed class PutEventsSender(Func<PutEventsRequest, Task<PutEventsResponse>> putEvents, Func<string> busName, TimeProvider time)
{
    /// <summary>Tries for one entry; with the back-off below they span some ten seconds.</summary>
    private const int MaxTries = 8;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>Sends the events and tells each of them what became of it. Never throws.</summary>
    public async Task SendAsync(IReadOnlyList<PendingEvent> events)
    {
        IReadOnlyList<PendingEvent> left = events;
        for (var attempt = 1; left.Count > 0; attempt++)
        {
            left = await TryOnceAsync(left, lastTry: attempt == MaxTries).ConfigureAwait(false);
            if (left.Count > 0)
                await Task.Delay(Pause(attempt), time).ConfigureAwait(false);
        }
    }

    private async Task<IReadOnlyList<PendingEvent>> TryOnceAsync(IReadOnlyList<PendingEvent> events, bool lastTry)
    {
        try
        {
            var response = await putEvents(new PutEventsRequest { Entries = [.. events.Select(Entry)] }).ConfigureAwait(false);
            return Settle(events, response.Entries, lastTry);
        }
        catch (AmazonServiceException error) when (events.Count > 1 && IsAboutTheEntries(error))
        {
            // One bad entry, or all of them together, may have spoiled the call: each half gets its own chance, in order.
            var half = events.Count / 2;
            await SendAsync([.. events.Take(half)]).ConfigureAwait(false);
            await SendAsync([.. events.Skip(half)]).ConfigureAwait(false);
            return [];
        }
        catch (Exception error)
        {
            // The SDK has retried what it could before it threw.
            foreach (var pending in events)
                pending.Refused(Refusal(pending, (error as AmazonServiceException)?.ErrorCode ?? "Unreachable", error.Message, error));
            return [];
        }
    }

    private static List<PendingEvent> Settle(IReadOnlyList<PendingEvent> events, IReadOnlyList<PutEventsResultEntry> results, bool lastTry)
    {
        var again = new List<PendingEvent>();
        for (var i = 0; i < events.Count; i++)
        {
            var result = i < results.Count
                ? results[i]
                : new PutEventsResultEntry(EventId: null, "MissingResult", "The answer has no result for this entry.");
            if (result.ErrorCode is null)
                events[i].Published();
            else if (!lastTry && IsTransient(result.ErrorCode))
                again.Add(events[i]);
            else
                events[i].Refused(Refusal(events[i], result.ErrorCode, result.ErrorMessage, inner: null));
        }

        return again;
    }

    // Per-entry codes of the PutEvents reference: these pass by themselves, the others are the caller's to mend.
    private static bool IsTransient(string code) =>
        code is "ThrottlingException" or "InternalFailure" or "InternalException" or "ServiceUnavailable" or "MissingResult";

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

    private static EventRefusedException Refusal(PendingEvent pending, string code, string? message, Exception? inner) =>
        new(
            code,
            $"EventBridge did not take {pending.Event.Source}/{pending.Event.DetailType} ({pending.Event.EventId}): {code}: {message}",
            inner);

    // "Full jitter": anywhere between nothing and the exponential bound, so that publishers which failed together do not return together.
    private static TimeSpan Pause(int attempt) =>
        TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * Math.Min(LongestPause.TotalMilliseconds, 50 * Math.Pow(2, attempt)));
}
