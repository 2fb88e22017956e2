using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Store.Contracts;

namespace Analytics.Worker;

/// <summary>The HTTP endpoints of the analytics worker.</summary>
public static class AnalyticsEndpoints
{
    /// <summary>Maps the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/sales/{day}", SalesAsync);
        routes.MapGet("/registrations/{day}", RegistrationsAsync);
    }

    private static async Task<IResult> SalesAsync(
        string day, string? currency, AnalyticsDbContext db, IOptions<AnalyticsOptions> options, CancellationToken cancellationToken)
    {
        if (!TryDay(day, out var date))
            return Invalid("day", $"'{day}' is not a day such as 2010-12-01.");

        currency ??= options.Value.Currency;
        return Money.IsCurrency(currency)
            ? Results.Ok(await DailySales.OfAsync(db, date, currency, cancellationToken))
            : Invalid("currency", $"'{currency}' is not an ISO 4217 code such as GBP.");
    }

    private static async Task<IResult> RegistrationsAsync(string day, AnalyticsDbContext db, CancellationToken cancellationToken)
    {
        if (!TryDay(day, out var date))
            return Invalid("day", $"'{day}' is not a day such as 2010-12-01.");

        var registrations = await db.Entries.CountAsync(
            entry => entry.Day == date && entry.Kind == Entry.Registration, cancellationToken);
        return Results.Ok(new { registrations });
    }

    private static bool TryDay(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    private static IResult Invalid(string member, string problem) =>
        Results.ValidationProblem(new Dictionary<string, string[]>(StringComparer.Ordinal) { [member] = [problem] });
}
