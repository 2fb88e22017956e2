namespace Workers.Cli.Top;

/// <summary>Adds to the figures of workers what it knows.</summary>
internal interface IFigureSource
{
    /// <summary>Returns the figures of all workers, with more of them known.</summary>
    Task<IReadOnlyList<WorkerFigures>> AddAsync(IReadOnlyList<WorkerFigures> workers, CancellationToken cancellationToken);
}
