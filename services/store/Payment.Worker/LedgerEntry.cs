namespace Payment.Worker;

/// <summary>Something the gateway did for us. Its own key, so that a thing done twice stands here twice.</summary>
public sealed class LedgerEntry
{
    /// <summary>Given by the database.</summary>
    public long Id { get; private set; }

    /// <summary>The order, or the return of a refund.</summary>
    public required string Subject { get; init; }

    /// <summary><c>charged</c>, <c>declined</c> or <c>refunded</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }
}
