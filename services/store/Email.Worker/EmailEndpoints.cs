using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Email.Worker;

/// <summary>The HTTP endpoints of the email worker.</summary>
public static class EmailEndpoints
{
    /// <summary>Maps the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/mails/{subject}", AboutAsync);
        routes.MapGet("/mails", LatestAsync);
    }

    private static async Task<IResult> AboutAsync(string subject, EmailDbContext db, CancellationToken cancellationToken)
    {
        var mails = await db.Mails.AsNoTracking()
            .Where(mail => mail.Subject == subject)
            .OrderBy(mail => mail.Id)
            .ToListAsync(cancellationToken);
        return mails.Count == 0
            ? Results.Problem($"No mail about '{subject}' is known.", statusCode: StatusCodes.Status404NotFound)
            : Results.Ok(mails);
    }

    private static async Task<IResult> LatestAsync(EmailDbContext db, CancellationToken cancellationToken, int take = 100) =>
        Results.Ok(await db.Mails.AsNoTracking()
            .OrderByDescending(mail => mail.Id)
            .Take(Math.Clamp(take, 1, 1000))
            .ToListAsync(cancellationToken));
}
