using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Payment.Gateway;

internal static class GatewayRoutes
{
    private const int LongestKey = 255;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/charges", (PaymentRequest body, HttpRequest http, Ledger ledger, Weather weather) =>
            BookAsync("charged", body, http, ledger, weather));
        routes.MapPost("/refunds", (PaymentRequest body, HttpRequest http, Ledger ledger, Weather weather) =>
            BookAsync("refunded", body, http, ledger, weather));
        routes.MapGet("/ledger", LedgerReport.Of);
        routes.MapGet("/health", () => Results.Text("Healthy"));
    }

    private static async Task<IResult> BookAsync(string kind, PaymentRequest body, HttpRequest http, Ledger ledger, Weather weather)
    {
        var key = http.Headers["Idempotency-Key"].ToString();
        if (key.Length is 0 or > LongestKey)
            return Results.Problem($"The header Idempotency-Key is mandatory: 1 to {LongestKey} characters.", statusCode: 400);
        if (Validate(body) is { Count: > 0 } errors)
            return Results.ValidationProblem(errors);

        await weather.PassTimeAsync(http.HttpContext.RequestAborted);
        var outage = weather.Next();
        if (outage == Outage.BeforeBooking)
            return Unavailable();

        var answer = ledger.Book(key, kind, body);
        if (outage == Outage.AfterBooking)
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
            errors["reference"] = ["1 to 128 characters are allowed."];
        if (body.Amount <= 0 || decimal.Round(body.Amount, 4) != body.Amount)
            errors["amount"] = ["More than 0, with at most four decimals, is allowed."];
        if (body.Currency is not { Length: 3 } || !body.Currency.All(char.IsAsciiLetterUpper))
            errors["currency"] = ["An ISO 4217 code such as GBP is needed."];
        return errors;
    }

    private static IResult Unavailable() => Results.Problem("The gateway is having a bad moment. Try again.", statusCode: 503);
}
