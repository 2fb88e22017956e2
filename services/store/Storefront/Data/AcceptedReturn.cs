namespace Storefront.Data;

/// <summary>A return as the shop keeps it.</summary>
public sealed class AcceptedReturn
{
    /// <summary>The return's number.</summary>
    public required string ReturnId { get; init; }

    /// <summary>Its order, or null when it is not known.</summary>
    public string? OrderId { get; init; }

    /// <summary>When it was accepted, in UTC.</summary>
    public required DateTimeOffset ReturnedAt { get; init; }

    /// <summary>What is to be paid back.</summary>
    public required decimal Refund { get; init; }

    /// <summary>ISO 4217 code.</summary>
    public required string Currency { get; init; }
}
