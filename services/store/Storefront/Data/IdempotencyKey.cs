namespace Storefront.Data;

/// <summary>A used idempotency key with the answer, so that a repeated request gets the same answer.</summary>
public sealed class IdempotencyKey
{
    /// <summary>The customer number of the caller; empty for the anonymous shopper.</summary>
    public required string Caller { get; init; }

    /// <summary>Method and path. The same key may be used once for each operation.</summary>
    public required string Operation { get; init; }

    /// <summary>The header <c>Idempotency-Key</c>.</summary>
    public required string Key { get; init; }

    /// <summary>SHA-256 of the request's body.</summary>
    public required string BodyHash { get; init; }

    /// <summary>The answer's <c>Location</c>, or null.</summary>
    public required string? Location { get; init; }

    /// <summary>The answer's body, JSON.</summary>
    public required string Answer { get; init; }

    /// <summary>When it was first used, in UTC ticks, because SQLite cannot compare a DateTimeOffset.</summary>
    public required long CreatedAt { get; init; }
}
