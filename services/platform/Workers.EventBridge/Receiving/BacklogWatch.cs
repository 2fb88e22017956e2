using Amazon.SQS.Model;

namespace Workers.EventBridge.Receiving;

/// <summary>Reads the number of messages in the queue and its dead-letter queue at an interval: two calls each time.</summary>
/// <param name="endpoint">The queue.</param>
/// <param name="interval">Time between two reads; null for none.</param>
/// <param name="time">The clock.</param>
internal sealed class BacklogWatch(EndpointQueue endpoint, TimeSpan? interval, TimeProvider time)
{
    /// <summary>Attributes with the number of messages in a queue: visible, in flight, delayed.</summary>
    public static List<string> Counts { get; } =
        ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed"];

    private volatile IReadOnlyList<(string Name, int Messages)>? _latest;

    /// <summary>The latest numbers; null if there are none.</summary>
    public IReadOnlyList<(string Name, int Messages)>? Latest => _latest;

    /// <summary>Reads until stopped.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        if (interval is not { } pause)
            return;

        while (!stopping.IsCancellationRequested)
        {
            try
            {
                _latest = await LookAsync(stopping).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                // An old number would look as if nothing had changed.
                _latest = null;
                if (!stopping.IsCancellationRequested)
                    endpoint.Log.Debug(error, "The backlog of {Queue} could not be read", endpoint.Queue.Name);
            }

            await Task.Delay(pause, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<IReadOnlyList<(string Name, int Messages)>> LookAsync(CancellationToken stopping)
    {
        var depth = await AskAsync(endpoint.Queue.Url, stopping).ConfigureAwait(false);
        List<(string, int)> states =
        [
            ("visible", depth.ApproximateNumberOfMessages),
            ("in_flight", depth.ApproximateNumberOfMessagesNotVisible),
            ("delayed", depth.ApproximateNumberOfMessagesDelayed),
        ];
        if (endpoint.Queue.DeadLetterQueueUrl is { } deadLetters)
        {
            var dead = await AskAsync(deadLetters, stopping).ConfigureAwait(false);
            states.Add(("dead_lettered", dead.ApproximateNumberOfMessages + dead.ApproximateNumberOfMessagesNotVisible));
        }

        return states;
    }

    private Task<GetQueueAttributesResponse> AskAsync(string url, CancellationToken stopping) =>
        endpoint.Sqs.GetQueueAttributesAsync(new GetQueueAttributesRequest(url, Counts), stopping);
}
