using Microsoft.Extensions.Options;

namespace Payment.Gateway;

/// <summary>A request for a charge or a refund.</summary>
/// <param name="Reference">The caller's reference.</param>
/// <param name="Amount">More than 0.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="Charge">For a refund, the id of the refunded charge; null makes it a credit.</param>
public sealed record PaymentRequest(string Reference, decimal Amount, string Currency, string? Charge = null);

/// <summary>The answer to a request.</summary>
public sealed record PaymentAnswer(string? Id, string Status, string? Reason);

/// <summary>A ledger entry, with the idempotency key of the request.</summary>
public sealed record LedgerEntry(
    string Id, string Kind, string Reference, decimal Amount, string Currency, string IdempotencyKey, DateTimeOffset At);

/// <summary>The ledger, in memory. An idempotency key always gets its first answer.</summary>
internal sealed class Ledger(IOptions<GatewayOptions> options, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (string Kind, PaymentRequest Request, PaymentAnswer Answer)> _answers = new(StringComparer.Ordinal);
    private readonly List<LedgerEntry> _entries = [];
    private int _declined;
    private int _repeated;

    /// <summary>Books the request, or repeats the answer. Null if the key was used for another request.</summary>
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

    /// <summary>The entries, the number of declined charges, and the number of repeated requests.</summary>
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
