using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Storefront.Data;
using Storefront.Requests;

namespace Storefront.Users;

internal static class UserRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/users", RegisterAsync);
        routes.MapGet("/users/{userId}", AskAsync);
    }

    private static async Task<IResult> RegisterAsync(HttpContext http, Desk desk)
    {
        var (body, refusal) = await RequestBody.ReadAsync(http.Request, RequestBody.Longest, http.RequestAborted);
        if (body is null)
            return refusal!;

        var problems = new Problems();
        return UserRequest.Read(body, problems) is { } user
            ? await desk.TakeAsync<RegisterUser>(http, body, (handler, cancellationToken) => handler.HandleAsync(user, cancellationToken))
            : problems.ToResult();
    }

    private static async Task<IResult> AskAsync(string userId, StorefrontDbContext db, CancellationToken cancellationToken)
    {
        var user = await db.Users.AsNoTracking().FirstOrDefaultAsync(row => row.UserId == userId, cancellationToken);
        return user is null
            ? Results.Problem($"No user '{userId}' is known.", statusCode: StatusCodes.Status404NotFound)
            : Results.Ok(user);
    }
}
