using System.Globalization;

namespace Workers.LocalAws.Scheduler;

/// <summary>
/// When a schedule runs: once, <c>at(2026-01-02T03:04:05)</c>, or every <c>rate(5 minutes)</c>.
/// Source: the EventBridge Scheduler user guide, "Schedule types".
/// </summary>
internal sealed class ScheduleExpression
{
    /// <summary>Ours: far beyond any use, and within what a date can be.</summary>
    private const long LongestRateDays = 100 * 365;

    private readonly DateTimeOffset? _at;
    private readonly TimeSpan _interval;

    private ScheduleExpression(string text, DateTimeOffset? at, TimeSpan interval) => (Text, _at, _interval) = (text, at, interval);

    public string Text { get; }

    /// <exception cref="FormatException">It is none of these.</exception>
    public static ScheduleExpression Parse(string text, TimeZoneInfo zone)
    {
        if (Inside(text, "at(") is { } time
            && DateTime.TryParseExact(time, "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            return new ScheduleExpression(text, new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(AfterGap(local, zone), zone)), default);
        }

        return Inside(text, "rate(")?.Split(' ') is [var value, var unit]
            && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
            && Unit(unit, count) is { } one && count <= LongestRateDays / one.TotalDays
                ? new ScheduleExpression(text, null, one * count)
                : throw new FormatException();
    }

    /// <summary>The first time, not before either of the two; null if that has passed.</summary>
    /// <param name="start">The start date of the schedule; a rate without one starts now.</param>
    /// <param name="now">The present time.</param>
    public DateTimeOffset? First(DateTimeOffset start, DateTimeOffset now)
    {
        if (_at is { } at)
            return at >= now ? at : null;
        return start >= now ? start : start + (_interval * Math.Ceiling((now - start) / _interval));
    }

    /// <summary>The time after this one, or null if there is none.</summary>
    public DateTimeOffset? After(DateTimeOffset time) => _at is null ? time + _interval : null;

    private static string? Inside(string text, string start) =>
        text.StartsWith(start, StringComparison.Ordinal) && text.EndsWith(')') ? text[start.Length..^1] : null;

    private static TimeSpan? Unit(string unit, int count) => unit.TrimEnd('s') + (count == 1 ? "" : "s") == unit
        ? unit.TrimEnd('s') switch
        {
            "minute" => TimeSpan.FromMinutes(1),
            "hour" => TimeSpan.FromHours(1),
            "day" => TimeSpan.FromDays(1),
            _ => null,
        }
        : null;

    // A time that summer time leaves out.
    private static DateTime AfterGap(DateTime local, TimeZoneInfo zone) => zone.IsInvalidTime(local) ? local.AddHours(1) : local;
}
