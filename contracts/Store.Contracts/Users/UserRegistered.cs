using Workers.Contracts;

namespace Store.Contracts.Users;

/// <summary>A user opened an account.</summary>
[Event("store.users", "UserRegistered")]
public sealed record UserRegistered : IValidatedEvent
{
    /// <summary>Characters before the @ (RFC 5321, 4.5.3.1.1).</summary>
    private const int LongestMailbox = 64;

    /// <summary>The account's number, 1 to 64 characters.</summary>
    public required string UserId { get; init; }

    /// <summary>E-mail address. Personal data: masked in logs and traces.</summary>
    public required string Email { get; init; }

    /// <summary>The user's name. Personal data.</summary>
    public required string Name { get; init; }

    /// <summary>When the account was opened.</summary>
    public required DateTimeOffset RegisteredAt { get; init; }

    /// <inheritdoc />
    public IEnumerable<string> Validate()
    {
        IEnumerable<string> address = Email?.IndexOf('@') is null or (> 0 and <= LongestMailbox) ? [] : ["email is not an address."];
        return Bounds.Text("userId", UserId, Bounds.Id)
            .Concat(Bounds.Text("email", Email, Bounds.Email))
            .Concat(address)
            .Concat(Bounds.Text("name", Name, Bounds.Name, mayBeEmpty: true))
            .Concat(Bounds.Moment("registeredAt", RegisteredAt));
    }
}
