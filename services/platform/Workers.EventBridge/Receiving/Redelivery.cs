namespace Workers.EventBridge.Receiving;

/// <summary>
/// Delivers a message again later, as its consumer or a redelivery policy wants: the same message, invisible until then. This is no
/// failure: it does not count towards the failures after which the message is dead-lettered.
/// </summary>
internal sealed class Redelivery(Delivery delivery, EndpointQueue endpoint)
{
    /// <summary>
    /// Maximum time from the receipt of a message until it is visible again (Amazon SQS Developer Guide, "Amazon SQS visibility timeout").
    /// </summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromHours(12);

    /// <summary>Maximum delay of a new message (Amazon SQS Developer Guide, "Amazon SQS delay queues").</summary>
    private const int MaxDelayOfCopy = 900;

    private readonly InFlightMessage _message = delivery.InFlight;

    /// <summary>Returns the message. Never throws.</summary>
    public async Task RunAsync(TimeSpan delay)
    {
        try
        {
            // A bit less than SQS allows, since the call takes time.
            var longest = MaxDelay - endpoint.Elapsed(_message) - TimeSpan.FromMinutes(1);
            var seconds = (int)Math.Ceiling(Math.Clamp(delay.TotalSeconds, 0, Math.Max(0, longest.TotalSeconds)));
            endpoint.Failures.Keep(_message.Message.MessageId);
            delivery.AddSpanEvent("workers.returned", ("workers.returned.delay", seconds));
            endpoint.Log.Debug(error: null, "Message {MessageId} of {Queue} is redelivered in {Seconds} s", _message.Message.MessageId, _message.Queue, seconds);
            if (endpoint.IsLastReceive(_message))
                await ReplaceAsync(Math.Min(seconds, MaxDelayOfCopy)).ConfigureAwait(false);
            else if (await endpoint.Renewer.ReleaseAsync(_message).ConfigureAwait(false))
                await endpoint.Sqs.ChangeMessageVisibilityAsync(endpoint.Queue.Url, _message.ReceiptHandle, seconds).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // Nothing is lost: the message comes back within one visibility timeout.
            endpoint.Renewer.Release(_message);
            endpoint.Log.Warning(
                error,
                "Message {MessageId} of {Queue} could not be returned for redelivery; it becomes visible when its visibility timeout ends",
                _message.Message.MessageId,
                _message.Queue);
        }
    }

    /// <summary>At the last receive that SQS allows, it would dead-letter the message: a copy takes its place, and continues its count.</summary>
    private async Task ReplaceAsync(int seconds)
    {
        var copy = _message.Copy(endpoint.Queue.Url);
        copy.DelaySeconds = seconds;
        (copy.MessageAttributes ??= [])[SqsHeaders.RedeliveryCount] = new()
        {
            DataType = "Number",
            StringValue = $"{_message.RedeliveryCount + 1}",
        };
        await endpoint.Sqs.SendMessageAsync(copy).ConfigureAwait(false);
        await endpoint.Deletes.DeleteAsync(_message).ConfigureAwait(false);
    }
}
