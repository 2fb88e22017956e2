using Microsoft.Extensions.Options;

namespace Payment.Gateway;

/// <summary>A charge or refund that is asked for.</summary>
/// <param name="Reference">What the caller calls it.</param>
/// <param name="Amount">More than 0.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="Charge">For a refund, the id of the charge it pays back; null makes it a credit.</param>
public sealed record PaymentRequest(string Reference, decimal Amount, string Currency, string? Charge = null);

/// <summary>The answer to it.</summary>
public sealed record PaymentAnswer(string? Id, string Status, string? Reason);

/// <summary>One line of the ledger, with the idempotency key under which it was asked for.</summary>
public sealed record LedgerEntry(
    string Id, string Kind, string Reference, decimal Amount, string Currency, string IdempotencyKey, DateTimeOffset At);

/// <summary>What moved, in memory. The first answer to an idempotency key is the answer to it for good.</summary>
internal sealed class Ledger(IOptions<GatewayOptions> options, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (string Kind, PaymentRequest Request, PaymentAnswer Answer)> _answers = new(StringComparer.Ordinal);
    private readonly List<LedgerEntry> _entries = [];
    private int _declined;
    private int _repeated;

    /// <summary>Books, or repeats the answer; null when the key was used for something else.</summary>
    public PaymentAnswer? Book(string idempotencyKey, string kind, PaymentRequest request)
    {
        lock (_lock)
        {
            if (_answers.TryGetValue(idempotencyKey, out var known))
            {
                if (known.Kind != kind || known.Request != request)
                    return null;
                _repeated++;
                return known.Answer;
            }

            var answer = Decide(idempotencyKey, kind, request);
            _answers.Add(idempotencyKey, (kind, request, answer));
            return answer;
        }
    }

    /// <summary>The lines, how many charges were declined, and how many calls were answered again under a known key.</summary>
    public (LedgerEntry[] Entries, int Declined, int Repeated) Read()
    {
        lock (_lock)
            return ([.. _entries], _declined, _repeated);
    }

    private PaymentAnswer Decide(string idempotencyKey, string kind, PaymentRequest request)
    {
        if (kind == "charged" && options.Value.Declines(request.Amount))
        {
            _declined++;
            return new PaymentAnswer(Id: null, "declined", options.Value.DeclineReason);
        }

        var id = $"{(kind == "charged" ? "ch" : "re")}_{_entries.Count + 1:D8}";
        _entries.Add(
            new LedgerEntry(id, kind, request.Reference, request.Amount, request.Currency, idempotencyKey, clock.GetUtcNow()));
        return new PaymentAnswer(id, kind, Reason: null);
    }
}
