namespace Profile.Worker;

/// <summary>What is known of somebody who registered.</summary>
public sealed class UserProfile
{
    /// <summary>The account.</summary>
    public required string UserId { get; init; }

    /// <summary>Where mail goes. Personal data.</summary>
    public required string Email { get; init; }

    /// <summary>How to address the user. Personal data.</summary>
    public required string Name { get; init; }

    /// <summary>When the account was opened.</summary>
    public required DateTimeOffset RegisteredAt { get; init; }
}

/// <summary>Something done to a profile. Its own key, so that a thing done twice stands here twice.</summary>
public sealed class JournalEntry
{
    /// <summary>A profile was created.</summary>
    public const string Created = "profile-created";

    /// <summary>Given by the database.</summary>
    public long Id { get; private set; }

    /// <summary>The account.</summary>
    public required string UserId { get; init; }

    /// <summary><see cref="Created"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }
}
