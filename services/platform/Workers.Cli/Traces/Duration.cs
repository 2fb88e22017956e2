namespace Workers.Cli.Traces;

internal static class Duration
{
    /// <summary>For people: <c>0.4 ms</c>, <c>12 ms</c>, <c>1.2 s</c>.</summary>
    public static string Describe(double milliseconds) => milliseconds switch
    {
        < 9.95 => $"{milliseconds:0.0} ms",
        < 999.5 => $"{milliseconds:0} ms",
        < 59_950 => $"{milliseconds / 1000:0.0} s",
        _ => $"{Math.Floor(milliseconds / 60_000):0} min {milliseconds % 60_000 / 1000:00} s",
    };
}
