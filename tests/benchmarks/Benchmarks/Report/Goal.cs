using System.Globalization;

namespace Benchmarks.Report;

/// <summary>What a figure has to reach.</summary>
/// <param name="Text">For the report; empty when the figure is there to be known.</param>
/// <param name="IsMetBy">Whether a value meets it.</param>
internal sealed record Goal(string Text, Func<double, bool> IsMetBy)
{
    /// <summary>No goal.</summary>
    public static Goal None { get; } = new("", _ => true);

    public static Goal AtLeast(double value, string unit = "") => new(Write("≥", value, unit), found => found >= value);

    public static Goal AtMost(double value, string unit = "") => new(Write("≤", value, unit), found => found <= value);

    private static string Write(string sign, double value, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{sign} {value:0.00} {unit}").TrimEnd();
}
