namespace Storefront.Data;

/// <summary>An account in the Storefront's database.</summary>
public sealed class User
{
    /// <summary>The account's number.</summary>
    public required string UserId { get; init; }

    /// <summary>The number of the customer, which equals the account's number; null if the anonymous shopper opened the account.</summary>
    public string? CustomerId { get; init; }

    /// <summary>E-mail address. Personal data.</summary>
    public required string Email { get; init; }

    /// <summary>The user's name. Personal data.</summary>
    public required string Name { get; init; }

    /// <summary>When the account was opened, in UTC.</summary>
    public required DateTimeOffset RegisteredAt { get; init; }
}
