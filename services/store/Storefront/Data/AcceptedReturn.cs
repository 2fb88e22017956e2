namespace Storefront.Data;

/// <summary>A return in the Storefront's database.</summary>
public sealed class AcceptedReturn
{
    /// <summary>The number of the return.</summary>
    public required string ReturnId { get; init; }

    /// <summary>Its order, or null if unknown.</summary>
    public string? OrderId { get; init; }

    /// <summary>When it was accepted, in UTC.</summary>
    public required DateTimeOffset ReturnedAt { get; init; }

    /// <summary>The amount to refund.</summary>
    public required decimal Refund { get; init; }

    /// <summary>ISO 4217 code.</summary>
    public required string Currency { get; init; }
}
