using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Warehouse.Worker;

/// <summary>The HTTP endpoints of the warehouse worker.</summary>
public static class WarehouseEndpoints
{
    private static readonly string[] Statuses = [PickList.Open, PickList.Held, PickList.Empty];

    /// <summary>Maps the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/picklists/{orderId}", OfOrderAsync);
        routes.MapGet("/picklists", LatestAsync);
    }

    private static async Task<IResult> OfOrderAsync(string orderId, WarehouseDbContext db, CancellationToken cancellationToken)
    {
        var list = await db.PickLists.AsNoTracking().FirstOrDefaultAsync(row => row.OrderId == orderId, cancellationToken);
        return list is null
            ? Results.Problem($"No pick list of order '{orderId}' is known.", statusCode: StatusCodes.Status404NotFound)
            : Results.Ok(new
            {
                list.OrderId,
                list.Status,
                list.HoldReason,
                list.PlacedAt,
                list.ChangedAt,
                lines = list.Lines.OrderBy(line => line.Sku, StringComparer.Ordinal),
            });
    }

    private static async Task<IResult> LatestAsync(
        WarehouseDbContext db, CancellationToken cancellationToken, string? status = null, int take = 100)
    {
        if (status is not null && !Statuses.Contains(status, StringComparer.Ordinal))
            return Results.ValidationProblem(new Dictionary<string, string[]>(StringComparer.Ordinal)
            {
                ["status"] = [$"One of {string.Join(", ", Statuses)} is allowed."],
            });

        return Results.Ok(await db.PickLists.AsNoTracking()
            .Where(row => status == null || row.Status == status)
            .OrderByDescending(row => row.ChangedAt)
            .Take(Math.Clamp(take, 1, 1000))
            .Select(row => new { row.OrderId, row.Status, row.HoldReason, row.PlacedAt, row.ChangedAt, Lines = row.Lines.Count })
            .ToListAsync(cancellationToken));
    }
}
