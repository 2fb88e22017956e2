using System.Runtime.InteropServices;

namespace Workers.Hosting.Resilience;

/// <summary>
/// Stores failed messages, to recognise those that fail for a reason of their own: others succeeded between their failures. Drops the
/// oldest beyond its capacity.
/// </summary>
internal sealed class FailedMessages
{
    private const int Capacity = 2000;

    private Dictionary<string, Failed> _recent = new(StringComparer.Ordinal);
    private Dictionary<string, Failed> _older = new(StringComparer.Ordinal);

    /// <summary>Records a failure.</summary>
    /// <param name="messageId">The message.</param>
    /// <param name="successes">Successful attempts so far, of any message.</param>
    /// <param name="isFirstTry">Whether it is the first attempt of a delivery.</param>
    /// <param name="isSign">Whether it is a sign of an outage: one may start after others succeeded.</param>
    /// <returns>Whether it proves nothing about other messages.</returns>
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
