using System.Runtime.InteropServices;
using Workers.EventBridge.Receiving;

namespace Workers.Hosting.Resilience;

/// <summary>
/// Distinguishes an outage from bad messages by the attempts of a worker's consumers, and opens the circuit during an outage. In an outage a
/// dependency does not answer, or everything fails; a message that fails while others succeed is handled on its own.
/// </summary>
internal sealed class OutageDetector(CircuitOptions options, ReceiveCircuit circuit, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly FailedMessages _messages = new();

    /// <summary>Messages, and batches of several, that failed since the last success.</summary>
    private readonly Dictionary<string, FailureStreak> _streak = new(StringComparer.Ordinal);

    /// <summary>After this time without a success, conflicts are not just contention.</summary>
    private static readonly TimeSpan LongestContention = TimeSpan.FromSeconds(5);

    private long _successes;
    private int _confirmations;
    private string? _witness;

    /// <summary>Whether the message's consumers may run: while the circuit is open, only for a probe.</summary>
    public bool Allows(Delivery delivery) => !circuit.IsOpen || delivery.IsProbe;

    /// <summary>Why the circuit is open.</summary>
    public string Reason => circuit.Reason ?? "The circuit was open.";

    /// <summary>Records a successful attempt.</summary>
    /// <returns>Whether it closes the circuit.</returns>
    public bool Succeeded(Delivery delivery)
    {
        lock (_lock)
        {
            _successes++;
            _streak.Clear();
            _messages.Remove(delivery.MessageId);
            if (!circuit.IsOpen || !delivery.IsProbe)
                return false;
            (_confirmations, _witness) = (0, null);
            circuit.Close();
            return true;
        }
    }

    /// <summary>Records an attempt that failed for a possibly transient reason.</summary>
    /// <param name="delivery">The message.</param>
    /// <param name="failure">The exception.</param>
    /// <param name="batch">Identifies the failed batch, which each of its messages reports; null if the message failed alone.</param>
    /// <param name="isFirstTry">Whether it is the first attempt of the delivery.</param>
    /// <returns>Whether it opens the circuit.</returns>
    public bool Failed(Delivery delivery, Exception failure, string? batch, bool isFirstTry)
    {
        var isSign = OutageSigns.AreIn(failure);
        lock (_lock)
        {
            var isOwn = _messages.IsOwn(delivery.MessageId, _successes, isFirstTry, isSign);
            if (circuit.IsOpen)
                return delivery.IsProbe && isSign && Confirm(delivery.MessageId, failure);
            if (isOwn || !Completes(delivery, batch, isSign, OutageSigns.IsConflict(failure)))
                return false;

            (_confirmations, _witness) = (0, delivery.MessageId);
            circuit.Open(options.BreakDuration, Describe(failure));
            return true;
        }
    }

    /// <summary>
    /// The dependency is still down. The break grows with each different message: a single one may itself be the problem.
    /// </summary>
    private bool Confirm(string messageId, Exception failure)
    {
        if (_witness != messageId)
            _confirmations++;
        _witness = messageId;
        var pause = options.BreakDuration.TotalSeconds * Math.Pow(2, Math.Min(_confirmations, 30));
        circuit.Open(TimeSpan.FromSeconds(Math.Min(options.MaxBreakDuration.TotalSeconds, pause)), Describe(failure));
        return true;
    }

    /// <summary>Whether the failures since the last success now count as an outage.</summary>
    private bool Completes(Delivery delivery, string? batch, bool isSign, bool isConflict)
    {
        var now = time.GetTimestamp();
        foreach (var (message, streak) in _streak)
        {
            if (time.GetElapsedTime(streak.At, now) > options.Window)
                _streak.Remove(message);
        }

        // A failed batch is one failure, which each of its messages reports.
        if (batch is not null && _streak.ContainsKey(batch))
            return false;

        var failed = batch ?? delivery.MessageId;
        var signs = (isSign ? 1 : 0) + (_streak.TryGetValue(failed, out var before) ? before.Signs : 0);
        _streak[failed] = new FailureStreak(signs, now, before.Since == 0 ? now : before.Since, isConflict);
        var attempts = _streak.Values.Sum(streak => streak.Signs);
        var isDown = attempts >= options.MinimumOutageAttempts && (
            _streak.Values.Count(streak => streak.Signs > 0) > 1 || delivery.IsAlone || attempts >= 2 * options.MinimumOutageAttempts);
        if (!isDown && !AllFail(now))
            return false;
        _streak.Clear();
        return true;
    }

    /// <summary>
    /// Whether enough messages failed to assume a bug. Of messages that compete for the same rows, many fail before one succeeds; so
    /// conflicts count only after some time without a success.
    /// </summary>
    private bool AllFail(long now) =>
        _streak.Values.Count(streak => !streak.IsConflict) >= options.MinimumMessages
        || (_streak.Count >= options.MinimumMessages && time.GetElapsedTime(_streak.Values.Min(streak => streak.Since), now) >= LongestContention);

    private static string Describe(Exception failure)
    {
        var cause = $"{failure.GetType().Name}: {failure.Describe()}";
        return OutageSigns.AreIn(failure)
            ? $"a dependency is down: {cause}"
            : $"every message fails, the last one with {cause}";
    }

    /// <summary>A message, or a batch, that failed since the last success.</summary>
    /// <param name="Signs">Its attempts that failed with a sign of an outage.</param>
    /// <param name="At">When it failed last.</param>
    /// <param name="Since">When it failed first.</param>
    /// <param name="IsConflict">Whether its last failure was a conflict about rows.</param>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct FailureStreak(int Signs, long At, long Since, bool IsConflict);
}
