namespace Workers.Cli.Traces;

/// <summary>A store of traces.</summary>
internal interface ITraceSource
{
    /// <summary>Finds the traces that match a text, the oldest first.</summary>
    Task<IReadOnlyList<Trace>> FindAsync(string search, CancellationToken cancellationToken);
}
