using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Storefront.Callers;
using Storefront.Data;
using Storefront.Requests;
using Workers.Hosting.Health;

namespace Storefront.Users;

internal static class UserRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/users", RegisterAsync).Limited().WithExample(body: """{ "email": "ada@example.com", "name": "Ada" }""");
        routes.MapGet("/users/{userId}", GetAsync);
    }

    private static async Task<IResult> RegisterAsync(HttpContext http, IdempotentRequests requests)
    {
        var (body, refusal) = await RequestBody.ReadAsync(http.Request, RequestBody.Longest, http.RequestAborted);
        if (body is null)
            return refusal!;

        var problems = new Problems();
        var caller = Caller.Of(http);
        return UserRequest.Read(body, caller, problems) is { } user
            ? await requests.HandleAsync<RegisterUser>(http, body, (handler, cancellationToken) => handler.HandleAsync(caller, user, cancellationToken))
            : problems.ToResult();
    }

    private static async Task<IResult> GetAsync(string userId, HttpContext http, StorefrontDbContext db, CancellationToken cancellationToken)
    {
        var user = await db.Users.AsNoTracking().FirstOrDefaultAsync(row => row.UserId == userId, cancellationToken);
        return user is null || !Caller.Of(http).Owns(user.CustomerId)
            ? Results.Problem($"No user '{userId}' is known.", statusCode: StatusCodes.Status404NotFound)
            : Results.Ok(new { user.UserId, user.Email, user.Name, user.RegisteredAt });
    }
}
