using Workers.Contracts;

namespace Store.Contracts.Users;

/// <summary>Somebody opened an account.</summary>
[Event("store.users", "UserRegistered")]
public sealed record UserRegistered : IValidatedEvent
{
    /// <summary>The account's number, 1 to 64 characters.</summary>
    public required string UserId { get; init; }

    /// <summary>Where mail goes. Personal data: masked in logs and traces.</summary>
    public required string Email { get; init; }

    /// <summary>How to address the user. Personal data.</summary>
    public required string Name { get; init; }

    /// <summary>When the account was opened.</summary>
    public required DateTimeOffset RegisteredAt { get; init; }

    /// <inheritdoc />
    public IEnumerable<string> Validate()
    {
        if (UserId.Length is 0 or > 64)
            yield return $"userId has {UserId.Length} characters; 1 to 64 are allowed.";
        if (Email.Length > 254 || Email.IndexOf('@') is <= 0 or > 64)
            yield return "email is not an address.";
    }
}
