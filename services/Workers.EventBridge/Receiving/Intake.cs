namespace Workers.EventBridge.Receiving;

/// <summary>Brings what was received into the prefetch buffer, to places that were taken for it before it was asked for.</summary>
internal sealed class Intake(VisibilityRenewer renewer, PrefetchBuffer buffer)
{
    /// <summary>Takes places, receives as many messages at most, and releases the places that stay empty.</summary>
    /// <param name="receive">Receives so many messages at most.</param>
    /// <param name="cancellationToken">Ends the wait for places.</param>
    /// <returns>Messages that were asked for, and that came.</returns>
    public async Task<(int Asked, int Received)> ReceiveAsync(
        Func<int, Task<IReadOnlyList<HeldMessage>>> receive, CancellationToken cancellationToken)
    {
        var places = await buffer.Limiter.AcquireAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<HeldMessage> messages = [];
        try
        {
            messages = await receive(places).ConfigureAwait(false);
            foreach (var message in messages)
                Admit(message);
            return (places, messages.Count);
        }
        finally
        {
            buffer.Limiter.Release(places - messages.Count);
        }
    }

    /// <summary>Brings in a probe, for which no place was taken.</summary>
    public void AdmitProbe(HeldMessage message)
    {
        buffer.Limiter.Occupy();
        Admit(message);
    }

    /// <summary>Brings back a message that never left its place.</summary>
    public void Resume(HeldMessage message) => buffer.Add(message);

    private void Admit(HeldMessage message)
    {
        message.Place = buffer.Limiter;
        renewer.Hold(message);
        buffer.Add(message);
    }
}
