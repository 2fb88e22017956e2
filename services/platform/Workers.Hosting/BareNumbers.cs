namespace Workers.Hosting;

/// <summary>A hint for time spans that were given as a bare number, meant as seconds: .NET reads it as days.</summary>
internal static class BareNumbers
{
    /// <summary>The sentence, with a leading space; empty unless the span is whole days.</summary>
    public static string Describe(TimeSpan value) => value.Days > 0 && value == TimeSpan.FromDays(value.Days)
        ? $" A bare {value.Days} is days: write {TimeSpan.FromSeconds(value.Days):c} for {value.Days} s."
        : "";
}
