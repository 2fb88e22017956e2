using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Payment.Gateway;

internal static class GatewayRoutes
{
    private const int LongestKey = 255;
    private const int LongestOutage = 86_400;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/charges", (PaymentRequest body, HttpRequest http, Ledger ledger, FaultSimulator faults) =>
            BookAsync("charged", body, http, ledger, faults));
        routes.MapPost("/refunds", (PaymentRequest body, HttpRequest http, Ledger ledger, FaultSimulator faults) =>
            BookAsync("refunded", body, http, ledger, faults));
        routes.MapPost("/outage", (OutageRequest body, FaultSimulator faults) =>
        {
            if (body.Seconds is < 0 or > LongestOutage)
                return Results.Problem($"seconds must be between 0 and {LongestOutage}.", statusCode: 400);
            faults.BeginOutage(TimeSpan.FromSeconds(body.Seconds));
            return Results.NoContent();
        });
        routes.MapGet("/ledger", LedgerReport.Of);
        routes.MapGet("/health", () => Results.Text("Healthy"));
    }

    private static async Task<IResult> BookAsync(string kind, PaymentRequest body, HttpRequest http, Ledger ledger, FaultSimulator faults)
    {
        var key = http.Headers["Idempotency-Key"].ToString();
        if (key.Length is 0 or > LongestKey)
            return Results.Problem($"The header Idempotency-Key is mandatory: 1 to {LongestKey} characters.", statusCode: 400);
        if (Validate(body) is { Count: > 0 } errors)
            return Results.ValidationProblem(errors);

        await faults.DelayAsync(http.HttpContext.RequestAborted);
        if (faults.IsDown)
        {
            http.HttpContext.Abort();
            return Results.Empty;
        }

        var fault = faults.Next();
        if (fault == Fault.BeforeBooking)
            return Unavailable();

        var answer = ledger.Book(key, kind, body);
        if (fault == Fault.AfterBooking)
            return Unavailable();

        return answer switch
        {
            null => Results.Problem("This Idempotency-Key was used for another request.", statusCode: 422),
            { Id: null } => Results.Json(answer, statusCode: StatusCodes.Status402PaymentRequired),
            _ => Results.Json(answer, statusCode: StatusCodes.Status201Created),
        };
    }

    private static Dictionary<string, string[]> Validate(PaymentRequest body)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (body.Reference is not { Length: > 0 and <= 128 })
            errors["reference"] = ["It must have 1 to 128 characters."];
        if (body.Amount <= 0 || decimal.Round(body.Amount, 4) != body.Amount)
            errors["amount"] = ["It must be more than 0, with at most four decimals."];
        if (body.Currency is not { Length: 3 } || !body.Currency.All(char.IsAsciiLetterUpper))
            errors["currency"] = ["It must be an ISO 4217 code such as GBP."];
        return errors;
    }

    private static IResult Unavailable() => Results.Problem("The gateway is temporarily unavailable. Try again.", statusCode: 503);

    /// <summary>Duration of the outage from now; 0 ends it.</summary>
    private sealed record OutageRequest(int Seconds);
}
