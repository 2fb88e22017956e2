namespace Workers.Hosting;

/// <summary>What is said of a span of time that was given as a bare number, as for seconds: .NET reads it as days.</summary>
internal static class BareNumbers
{
    /// <summary>The sentence, with a space before it; nothing unless the span is whole days.</summary>
    public static string Describe(TimeSpan value) => value.Days > 0 && value == TimeSpan.FromDays(value.Days)
        ? $" A bare {value.Days} is days: write {TimeSpan.FromSeconds(value.Days):c} for {value.Days} s."
        : "";
}
