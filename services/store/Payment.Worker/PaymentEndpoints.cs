using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Payment.Worker;

/// <summary>The HTTP endpoints of the payment worker.</summary>
public static class PaymentEndpoints
{
    /// <summary>Maps the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/payments/{orderId}", OfOrderAsync);
        routes.MapGet("/payments", LatestAsync);
    }

    private static async Task<IResult> OfOrderAsync(string orderId, PaymentDbContext db, CancellationToken cancellationToken)
    {
        var payment = await db.Payments.AsNoTracking().FirstOrDefaultAsync(row => row.OrderId == orderId, cancellationToken);
        if (payment is null)
            return Results.Problem($"No payment of order '{orderId}' is known.", statusCode: StatusCodes.Status404NotFound);

        var refunds = await db.Refunds.AsNoTracking().Where(row => row.OrderId == orderId).ToListAsync(cancellationToken);
        return Results.Ok(new PaymentView(payment, refunds));
    }

    private static async Task<IResult> LatestAsync(PaymentDbContext db, CancellationToken cancellationToken, int take = 100) =>
        Results.Ok(await db.Payments.AsNoTracking()
            .OrderByDescending(row => row.ChangedAt)
            .Take(Math.Clamp(take, 1, 1000))
            .Select(row => new PaymentView(row, null))
            .ToListAsync(cancellationToken));

    private sealed record PaymentView(
        string OrderId, string Status, decimal Amount, string Currency, string? Reference, string? Reason, DateTimeOffset ChangedAt,
        IEnumerable<RefundView>? Refunds)
    {
        public PaymentView(OrderPayment payment, IEnumerable<Refund>? refunds)
            : this(payment.OrderId, payment.Status, payment.Amount, payment.Currency, payment.Reference, payment.Reason, payment.ChangedAt,
                refunds?.Select(refund => new RefundView(refund.ReturnId, refund.Status, refund.Amount, refund.Currency, refund.Reference)))
        {
        }
    }

    private sealed record RefundView(string ReturnId, string Status, decimal Amount, string Currency, string? Reference);
}
