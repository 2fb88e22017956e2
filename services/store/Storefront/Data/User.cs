namespace Storefront.Data;

/// <summary>An account as the shop keeps it.</summary>
public sealed class User
{
    /// <summary>The account's number.</summary>
    public required string UserId { get; init; }

    /// <summary>The customer whose account it is: the same number, or null when the anonymous shopper opened it.</summary>
    public string? CustomerId { get; init; }

    /// <summary>Where mail goes. Personal data.</summary>
    public required string Email { get; init; }

    /// <summary>How to address the user. Personal data.</summary>
    public required string Name { get; init; }

    /// <summary>When the account was opened, in UTC.</summary>
    public required DateTimeOffset RegisteredAt { get; init; }
}
