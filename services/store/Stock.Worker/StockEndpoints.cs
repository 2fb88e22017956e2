using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Stock.Worker;

/// <summary>The HTTP endpoints of the stock worker.</summary>
public static class StockEndpoints
{
    /// <summary>Maps the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/stock/{sku}", OfUnitAsync);
        routes.MapGet("/reservations/{orderId}", OfOrderAsync);
    }

    private static async Task<IResult> OfUnitAsync(string sku, StockDbContext db, CancellationToken cancellationToken)
    {
        var shelf = await db.Shelves.AsNoTracking().FirstOrDefaultAsync(row => row.Sku == sku, cancellationToken);
        return shelf is null
            ? Results.Problem($"No stock of '{sku}' is known.", statusCode: StatusCodes.Status404NotFound)
            : Results.Ok(shelf);
    }

    private static async Task<IResult> OfOrderAsync(string orderId, StockDbContext db, CancellationToken cancellationToken)
    {
        var reservation = await db.Reservations.AsNoTracking().FirstOrDefaultAsync(row => row.OrderId == orderId, cancellationToken);
        if (reservation is null)
            return Results.Problem($"No reservation of order '{orderId}' is known.", statusCode: StatusCodes.Status404NotFound);

        var movements = await db.Movements.AsNoTracking()
            .Where(row => row.OrderId == orderId)
            .OrderBy(row => row.Id)
            .Select(row => new { row.Sku, row.Quantity, row.Kind, row.ReturnId, row.At })
            .ToListAsync(cancellationToken);
        return Results.Ok(new { reservation.OrderId, reservation.Status, reservation.ChangedAt, movements });
    }
}
