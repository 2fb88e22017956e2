using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Workers.Hosting.Diagnostics;
using Workers.Hosting.Store.Migrations;

namespace Workers.Hosting.Store;

/// <summary>A database system for stores: the differences that EF Core does not hide.</summary>
internal abstract class StoreProvider
{
    /// <summary>Records the statements of this system as spans.</summary>
    public abstract StatementSpans Spans { get; }

    /// <summary>An example of a connection string, for a sentence.</summary>
    public abstract string Example { get; }

    /// <summary>Whether there is one writer at a time, so that those of a process queue.</summary>
    public virtual bool HasOneWriter => false;

    /// <summary>Whether a failed statement makes the whole transaction fail, without an error at its commit.</summary>
    public virtual bool FailsTransactions => false;

    /// <summary>Whether tables are in schemas.</summary>
    public virtual bool HasSchemas => false;

    /// <summary>Compares the names of columns.</summary>
    public virtual StringComparer ColumnNames => StringComparer.Ordinal;

    /// <summary>Query for the database's time, in ticks since 1970; its column is <c>Value</c>.</summary>
    public abstract FormattableString UtcTicks { get; }

    /// <summary>Whether the connection string is for this system.</summary>
    public abstract bool Accepts(string connectionString);

    /// <summary>Rejects a connection string that cannot work.</summary>
    /// <exception cref="ArgumentException">It cannot be read.</exception>
    /// <exception cref="SettingsException">It names no database.</exception>
    public abstract void Check(string connectionString);

    /// <summary>Connects the context.</summary>
    public abstract void Configure(DbContextOptionsBuilder options, string connectionString);

    /// <summary>Takes the oldest due rows of the outbox, a table with this name in SQL, and returns them.</summary>
    public abstract FormattableString Lease(string outbox, string owner, int count, long now, long until);

    /// <summary>Whether the error reports that an earlier statement has made the transaction fail.</summary>
    public virtual bool IsOfFailedTransaction(DbException error) => false;

    /// <summary>Creates the database, if it is missing.</summary>
    public abstract Task CreateAsync(DbContext db, CancellationToken cancellationToken);

    /// <summary>Waits until no other process migrates the database. The lock ends with its holder.</summary>
    public abstract Task<IAsyncDisposable> LockMigrationsAsync(DbContext db, CancellationToken cancellationToken);

    /// <summary>Prepares a query for the columns of a table: name, takes null, needs a value, other type than in the model.</summary>
    public abstract void QueryColumns(DbCommand command, ITable table);

    protected static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }
}
