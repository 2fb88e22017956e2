using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Loyalty.Worker;

/// <summary>The HTTP endpoints of the loyalty worker.</summary>
public static class LoyaltyEndpoints
{
    /// <summary>
    /// Maps <c>GET /points/{account}</c>, the balance of an account, and <c>GET /orders/{orderId}/points</c>, the points for an order.
    /// </summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/points/{account}", async (string account, LoyaltyDbContext db, CancellationToken cancellationToken) =>
            Results.Ok(
                new Balance(
                    account,
                    await db.Entries.Where(entry => entry.Account == account).SumAsync(entry => entry.Points, cancellationToken))));
        routes.MapGet("/orders/{orderId}/points", async (string orderId, LoyaltyDbContext db, CancellationToken cancellationToken) =>
            await db.Entries.AsNoTracking().FirstOrDefaultAsync(
                entry => entry.Subject == orderId && entry.Kind == Entry.Given, cancellationToken) is { } entry
                ? Results.Ok(new Balance(entry.Account, entry.Points))
                : Results.NotFound());
    }

    private sealed record Balance(string Account, long Points);
}
