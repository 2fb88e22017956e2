using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Store.Contracts.Users;
using Storefront.Callers;
using Storefront.Data;
using Storefront.Requests;
using Workers.EventBridge.Envelope;
using Workers.Hosting.Store;

namespace Storefront.Users;

/// <summary>
/// Opens an account and publishes its event; <see cref="IdempotentRequests"/> saves both together. A customer has at most one account, with
/// the customer's number.
/// </summary>
internal sealed class RegisterUser(StorefrontDbContext db, IEventOutbox outbox, RecipientLimit recipients, TimeProvider clock)
{
    public async Task<Decision> HandleAsync(Caller caller, UserRequest request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var userId = caller.CustomerId ?? Guid.CreateVersion7(now).ToString("N");
        if (await db.Users.AnyAsync(row => row.UserId == userId, cancellationToken))
            return Decision.Refuse(Results.Problem("You are already registered.", statusCode: StatusCodes.Status409Conflict));
        if (recipients.Refuse(caller, request.Email) is { } tooMany)
            return Decision.Refuse(tooMany);

        var user = new User { UserId = userId, CustomerId = caller.CustomerId, Email = request.Email, Name = request.Name, RegisteredAt = now };
        RequestSpan.User(user.UserId);
        db.Users.Add(user);

        var registered = new UserRegistered { UserId = user.UserId, Email = user.Email, Name = user.Name, RegisteredAt = now };
        await outbox.AddAsync(registered, EventIds.ToGuid(user.UserId), cancellationToken);
        return Decision.Accept($"/users/{Uri.EscapeDataString(user.UserId)}", new { user.UserId, user.RegisteredAt });
    }
}
