namespace Workers.EventBridge.Receiving;

/// <summary>Brings what was received into the prefetch buffer, to places that were taken for it before it was asked for.</summary>
internal sealed class Intake(VisibilityRenewer renewer, PrefetchBuffer buffer)
{
    /// <summary>Takes places, receives, and gives back the places that stay empty.</summary>
    /// <returns>Messages that came.</returns>
    public async Task<int> TakeInAsync(int places, Func<Task<IReadOnlyList<HeldMessage>>> receive, CancellationToken stopping)
    {
        await buffer.Places.TakeAsync(places, stopping).ConfigureAwait(false);
        IReadOnlyList<HeldMessage> messages = [];
        try
        {
            messages = await receive().ConfigureAwait(false);
            foreach (var message in messages)
            {
                renewer.Hold(message);
                buffer.Add(message);
            }

            return messages.Count;
        }
        finally
        {
            buffer.Places.Release(places - messages.Count);
        }
    }

    /// <summary>Brings back a message that never left its place.</summary>
    public void Resume(HeldMessage message) => buffer.Add(message);
}
