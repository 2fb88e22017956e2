using Microsoft.EntityFrameworkCore;

namespace Workers.Hosting.Store;

/// <summary>Rows of a worker that expire.</summary>
internal interface IExpiredRows
{
    /// <summary>Name of the rows in the log.</summary>
    string Name { get; }

    /// <summary>Deletes rows that have expired at <paramref name="now"/>, at most <paramref name="most"/>; returns their number.</summary>
    Task<int> DeleteAsync(DbContext db, DateTimeOffset now, int most, CancellationToken cancellationToken);
}

/// <inheritdoc />
internal sealed class ExpiredRows<TContext, TRow>(Func<TContext, DateTimeOffset, IQueryable<TRow>> expired) : IExpiredRows
    where TContext : DbContext
    where TRow : class
{
    public string Name => typeof(TRow).Name;

    public Task<int> DeleteAsync(DbContext db, DateTimeOffset now, int most, CancellationToken cancellationToken) =>
        expired((TContext)db, now).Take(most).ExecuteDeleteAsync(cancellationToken);
}
