namespace Workers.Cli.Traces;

/// <summary>Where traces are kept.</summary>
internal interface ITraceSource
{
    /// <summary>The traces that a text is about, the oldest first.</summary>
    Task<IReadOnlyList<Trace>> FindAsync(string search, CancellationToken cancellationToken);
}
