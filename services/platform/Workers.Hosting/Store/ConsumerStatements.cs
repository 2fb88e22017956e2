using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Workers.Hosting.Store;

/// <summary>
/// Includes the statements that EF Core sends immediately, bulk updates and raw SQL, in the consumer's transaction: it starts with the
/// first of them. Any raw SQL counts as writing, also a query: it may call functions that write.
/// </summary>
internal sealed class ConsumerStatements : DbCommandInterceptor
{
    public static readonly ConsumerStatements Instance = new();

    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        Prepare(command, eventData);
        return result;
    }

    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        await PrepareAsync(command, eventData, cancellationToken);
        return result;
    }

    public override InterceptionResult<DbDataReader> ReaderExecuting(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        Prepare(command, eventData);
        return result;
    }

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        await PrepareAsync(command, eventData, cancellationToken);
        return result;
    }

    public override InterceptionResult<object> ScalarExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<object> result)
    {
        Prepare(command, eventData);
        return result;
    }

    public override async ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default)
    {
        await PrepareAsync(command, eventData, cancellationToken);
        return result;
    }

    private static void Prepare(DbCommand command, CommandEventData eventData)
    {
        if (Session(eventData) is not { } session)
            return;
        if (eventData.CommandSource == CommandSource.SaveChanges)
        {
            session.RequireTransaction();
            return;
        }

        Check(command, eventData, session);
        if (session.PrepareStatement(Writes(command, eventData)) is { } transaction)
            command.Transaction = transaction;
    }

    private static ValueTask PrepareAsync(DbCommand command, CommandEventData eventData, CancellationToken cancellationToken)
    {
        if (Session(eventData) is not { } session)
            return ValueTask.CompletedTask;
        if (eventData.CommandSource == CommandSource.SaveChanges)
        {
            session.RequireTransaction();
            return ValueTask.CompletedTask;
        }

        Check(command, eventData, session);
        return JoinAsync(command, session, Writes(command, eventData), cancellationToken);
    }

    private static async ValueTask JoinAsync(DbCommand command, StoreSession session, bool writes, CancellationToken cancellationToken)
    {
        if (await session.PrepareStatementAsync(writes, cancellationToken) is { } transaction)
            command.Transaction = transaction;
    }

    private static void Check(DbCommand command, CommandEventData eventData, StoreSession session)
    {
        if (!Writes(command, eventData))
            return;

        ConsumerRun.RefuseOtherThan(session);
        if (session.IsInConsumer && TransactionControl.IsIn(command.CommandText))
            throw session.RefuseCommit();
    }

    private static StoreSession? Session(CommandEventData eventData) => eventData.Context is { } db ? StoreSession.Find(db) : null;

    private static bool Writes(DbCommand command, CommandEventData eventData) => eventData.CommandSource switch
    {
        CommandSource.SaveChanges or CommandSource.Migrations or CommandSource.ValueGenerator or CommandSource.Scaffolding => false,
        CommandSource.LinqQuery => RawSqlMark.IsOn(command.CommandText),
        _ => true,
    };
}
