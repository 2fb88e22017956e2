using System.Runtime.InteropServices;

namespace Workers.Hosting.Resilience;

/// <summary>
/// Remembers messages that failed, to know those that fail for a reason of their own: others succeeded between their failures. Forgets
/// the oldest beyond its capacity.
/// </summary>
internal sealed class FailedMessages
{
    private const int Capacity = 2000;

    private Dictionary<string, Failed> _recent = new(StringComparer.Ordinal);
    private Dictionary<string, Failed> _older = new(StringComparer.Ordinal);

    /// <summary>Notes a failure.</summary>
    /// <param name="messageId">The message.</param>
    /// <param name="successes">Tries that have succeeded so far, of whatever messages.</param>
    /// <param name="isFirstTry">Whether it is the first try of a delivery.</param>
    /// <param name="isSign">Whether it is a sign of an outage: one may begin after others succeeded.</param>
    /// <returns>Whether it says nothing about other messages.</returns>
    public bool IsOwn(string messageId, long successes, bool isFirstTry, bool isSign)
    {
        var isKnown = _recent.TryGetValue(messageId, out var before) || _older.Remove(messageId, out before);
        var isOwn = isKnown && (successes > before.Successes || (before.IsOwn && !(isSign && isFirstTry)));
        _recent[messageId] = new Failed(successes, isOwn);
        if (_recent.Count >= Capacity / 2)
            (_older, _recent) = (_recent, new(StringComparer.Ordinal));
        return isOwn;
    }

    public void Remove(string messageId)
    {
        _recent.Remove(messageId);
        _older.Remove(messageId);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Failed(long Successes, bool IsOwn);
}
