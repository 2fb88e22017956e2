using Invoices.Contracts;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Invoices.Emitter;

public static class InvoiceRoutes
{
    private const int PaymentDays = 14;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/invoices", IssueAsync);
        routes.MapGet("/invoices", (InvoicesDbContext db, CancellationToken cancellationToken) =>
            db.Invoices.AsNoTracking().OrderBy(invoice => invoice.Number).ToListAsync(cancellationToken));
    }

    private static async Task<IResult> IssueAsync(
        InvoiceRequest request, InvoicesDbContext db, IPublishEndpoint events, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(request.Number) || request.Number.Length > 64)
            return Results.Problem("number: 1 to 64 characters.", statusCode: StatusCodes.Status400BadRequest);
        if (request.Amount <= 0)
            return Results.Problem("amount: above 0.", statusCode: StatusCodes.Status400BadRequest);
        if (await db.Invoices.AnyAsync(invoice => invoice.Number == request.Number, cancellationToken))
            return Results.Problem($"Invoice {request.Number} exists.", statusCode: StatusCodes.Status409Conflict);

        var dueOn = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(PaymentDays);
        db.Invoices.Add(new Invoice { Number = request.Number, Amount = request.Amount });
        await events.Publish(new InvoiceIssued { Number = request.Number, Amount = request.Amount, DueOn = dueOn }, cancellationToken);

        // One transaction: the invoice, and the event in the outbox. It is sent to the bus after the commit.
        await db.SaveChangesAsync(cancellationToken);
        return Results.Accepted("/invoices", new { request.Number, dueOn });
    }
}

public sealed record InvoiceRequest(string? Number, decimal Amount);
