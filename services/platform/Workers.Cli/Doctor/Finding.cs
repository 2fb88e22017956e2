namespace Workers.Cli.Doctor;

/// <summary>Something that is not as it should be.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Subject">What it is about, such as <c>rule payment</c>.</param>
/// <param name="Problem">What is wrong.</param>
/// <param name="Consequence">What happens because of it.</param>
/// <param name="Remedy">The command or the change that fixes it.</param>
internal sealed record Finding(Severity Severity, string Subject, string Problem, string Consequence, string Remedy)
{
    /// <summary>The worker whose resources <c>--fix</c> provisions again; null if it cannot fix this.</summary>
    public ExpectedWorker? Fix { get; init; }
}

/// <summary>How bad a finding is.</summary>
internal enum Severity
{
    /// <summary>Events are lost or stuck, or will be.</summary>
    Error,

    /// <summary>It may be intended, or is a risk.</summary>
    Warning,

    /// <summary>It could not be checked.</summary>
    Unknown,
}
