namespace Storefront.Data;

/// <summary>An idempotency key that was used, with the answer, so that a repeated request gets the same.</summary>
public sealed class IdempotencyKey
{
    /// <summary>Whose key it is: the customer's number, or nothing for the anonymous shopper.</summary>
    public required string Caller { get; init; }

    /// <summary>Method and path: the same key may be used for each once.</summary>
    public required string Operation { get; init; }

    /// <summary>The header <c>Idempotency-Key</c>.</summary>
    public required string Key { get; init; }

    /// <summary>SHA-256 of the request's body.</summary>
    public required string BodyHash { get; init; }

    /// <summary>The answer's <c>Location</c>, or null when it had none.</summary>
    public required string? Location { get; init; }

    /// <summary>The answer's body, JSON.</summary>
    public required string Answer { get; init; }

    /// <summary>When it was first used, in UTC ticks: SQLite does not compare moments.</summary>
    public required long CreatedAt { get; init; }
}
