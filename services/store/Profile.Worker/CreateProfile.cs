using MassTransit;
using Store.Contracts.Users;

namespace Profile.Worker;

/// <summary>Creates a profile for a new user.</summary>
public sealed class CreateProfile(ProfileDbContext db, TimeProvider clock) : IConsumer<UserRegistered>
{
    /// <inheritdoc />
    public async Task Consume(ConsumeContext<UserRegistered> context)
    {
        var user = context.Message;
        if (await db.Profiles.FindAsync([user.UserId], context.CancellationToken) is not null)
            return;

        db.Profiles.Add(new UserProfile
        {
            UserId = user.UserId,
            Email = user.Email,
            Name = user.Name,
            RegisteredAt = user.RegisteredAt.ToUniversalTime(),
        });
        db.Journal.Add(new JournalEntry { UserId = user.UserId, Kind = JournalEntry.Created, At = clock.GetUtcNow() });
    }
}
