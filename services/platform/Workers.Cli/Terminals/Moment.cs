using System.CommandLine.Parsing;
using System.Globalization;

namespace Workers.Cli.Terminals;

/// <summary>A time on the command line: a time, or a period before now.</summary>
internal sealed record Moment(DateTimeOffset? Time, TimeSpan BeforeNow)
{
    public const string Examples = "a time such as 2026-11-27T08:00Z, or a period before now such as 90m, 2h or 1d";

    /// <summary>The longest period, about 27 years.</summary>
    private const int MaxNumber = 10_000;

    /// <summary>Parses one, for an option.</summary>
    public static Moment? Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (text.Length > 1 && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= MaxNumber)
        {
            TimeSpan? period = text[^1] switch
            {
                's' => TimeSpan.FromSeconds(number),
                'm' => TimeSpan.FromMinutes(number),
                'h' => TimeSpan.FromHours(number),
                'd' => TimeSpan.FromDays(number),
                _ => null,
            };
            if (period is { } before)
                return new Moment(Time: null, before);
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var time))
            return new Moment(time, TimeSpan.Zero);
        result.AddError($"{(result.Parent as OptionResult)?.Option.Name} '{text}' is not {Examples}.");
        return null;
    }

    /// <summary>The time.</summary>
    public DateTimeOffset At(DateTimeOffset now) => Time ?? now - BeforeNow;
}
