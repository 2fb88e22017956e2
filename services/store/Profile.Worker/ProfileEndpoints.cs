using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Profile.Worker;

/// <summary>The HTTP endpoints of the profile worker.</summary>
public static class ProfileEndpoints
{
    /// <summary>Maps the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/profiles/{userId}", OfUserAsync);

    private static async Task<IResult> OfUserAsync(string userId, ProfileDbContext db, CancellationToken cancellationToken)
    {
        var profile = await db.Profiles.AsNoTracking().FirstOrDefaultAsync(row => row.UserId == userId, cancellationToken);
        return profile is null
            ? Results.Problem($"No profile of user '{userId}' is known.", statusCode: StatusCodes.Status404NotFound)
            : Results.Ok(profile);
    }
}
