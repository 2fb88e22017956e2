using System.Globalization;

namespace Workers.Cli.Terminals;

/// <summary>Times on the command line: a time, or a period before now.</summary>
internal static class Moments
{
    public const string Examples = "a time such as 2026-11-27T08:00Z, or a period before now such as 90m, 2h or 1d";

    /// <summary>The time; null if the text is none.</summary>
    public static DateTimeOffset? Read(string text, DateTimeOffset now)
    {
        if (text.Length > 1 && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < 100_000)
        {
            TimeSpan? period = text[^1] switch
            {
                's' => TimeSpan.FromSeconds(number),
                'm' => TimeSpan.FromMinutes(number),
                'h' => TimeSpan.FromHours(number),
                'd' => TimeSpan.FromDays(Math.Min(number, 10_000)),
                _ => null,
            };
            if (period is not null)
                return now - period;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var time) ? time : null;
    }
}
