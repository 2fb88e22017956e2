using Store.Contracts.Users;
using Storefront.Data;
using Storefront.Requests;
using Workers.Hosting.Store;

namespace Storefront.Users;

/// <summary>Opens an account and says so on the bus; saved by the desk, together.</summary>
internal sealed class RegisterUser(StorefrontDbContext db, IEventOutbox outbox, TimeProvider clock)
{
    public async Task<Decision> HandleAsync(UserRequest request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var user = new User
        {
            UserId = Guid.CreateVersion7(now).ToString("N"),
            Email = request.Email,
            Name = request.Name,
            RegisteredAt = now,
        };
        RequestSpan.User(user.UserId);
        db.Users.Add(user);

        var registered = new UserRegistered { UserId = user.UserId, Email = user.Email, Name = user.Name, RegisteredAt = now };
        await outbox.AddAsync(registered, Correlation.Of(user.UserId), cancellationToken);
        return Decision.Accept($"/users/{user.UserId}", new { user.UserId, user.RegisteredAt });
    }
}
