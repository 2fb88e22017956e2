using System.Data.Common;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Workers.EventBridge.Diagnostics;

namespace Workers.Hosting.Diagnostics;

/// <summary>
/// A span for each database statement, as a child of its event's or request's span; statements in the background have none. Names and
/// attributes follow OpenTelemetry's conventions for database spans. The usual instrumentation library subscribes to all events of EF Core,
/// dozens of objects for each event, and costs more than the rest of telemetry together.
/// </summary>
/// <param name="system">OpenTelemetry's name of the database system.</param>
internal sealed class StatementSpans(string system) : DbCommandInterceptor
{
    /// <summary>The source's name, for <c>AddSource</c>.</summary>
    public const string SourceName = "Workers.Hosting.Store";

    private static readonly ActivitySource Source = new(SourceName);

    private readonly Statements _statements = new(system);

    public override DbDataReader ReaderExecuted(DbCommand command, CommandExecutedEventData eventData, DbDataReader result)
    {
        Record(command, eventData, failure: null);
        return result;
    }

    public override ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
    {
        Record(command, eventData, failure: null);
        return new(result);
    }

    public override int NonQueryExecuted(DbCommand command, CommandExecutedEventData eventData, int result)
    {
        Record(command, eventData, failure: null);
        return result;
    }

    public override ValueTask<int> NonQueryExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        Record(command, eventData, failure: null);
        return new(result);
    }

    public override object? ScalarExecuted(DbCommand command, CommandExecutedEventData eventData, object? result)
    {
        Record(command, eventData, failure: null);
        return result;
    }

    public override ValueTask<object?> ScalarExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, object? result, CancellationToken cancellationToken = default)
    {
        Record(command, eventData, failure: null);
        return new(result);
    }

    public override void CommandFailed(DbCommand command, CommandErrorEventData eventData) => Record(command, eventData, eventData.Exception);

    public override Task CommandFailedAsync(
        DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        Record(command, eventData, eventData.Exception);
        return Task.CompletedTask;
    }

    private void Record(DbCommand command, CommandEndEventData ended, Exception? failure)
    {
        if (Activity.Current is not { Recorded: true } || !Source.HasListeners())
            return;

        var statement = _statements.Of(command.CommandText);
        using var span = Source.StartActivity(
            ActivityKind.Client, tags: statement.Tags, startTime: ended.StartTime, name: statement.Name);
        if (span is null)
            return;

        if (failure is not null)
            span.Fail(failure);

        span.SetEndTime((ended.StartTime + ended.Duration).UtcDateTime);
    }
}
