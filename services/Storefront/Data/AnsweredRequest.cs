namespace Storefront.Data;

/// <summary>An answer that was given, so that a repeated request gets the same.</summary>
public sealed class AnsweredRequest
{
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

    /// <summary>When it was first given.</summary>
    public required DateTimeOffset At { get; init; }
}
