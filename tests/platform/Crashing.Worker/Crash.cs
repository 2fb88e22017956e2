using System.Data.Common;
using System.Diagnostics;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting;

namespace Crashing.Worker;

/// <summary>Kills this process, as a SIGKILL from outside would, when it comes to the chosen step with an answer.</summary>
internal static class Crash
{
    public static void CrashAt(this WorkerBuilder worker, CrashPoint point)
    {
        switch (point)
        {
            case CrashPoint.AfterWriting:
                worker.Services.AddSingleton(new AnsweringStyle(worker.Habit(), Now));
                break;
            case CrashPoint.BeforeCommit or CrashPoint.AfterCommit:
                worker.Services.ConfigureDbContext<AnswerDbContext>(options => options.AddInterceptors(new AtCommit(point)));
                break;
            case CrashPoint.AfterPublish:
                worker.Services.ConfigureDbContext<AnswerDbContext>(options => options.AddInterceptors(new AtPublish()));
                break;
            default:
                worker.Services.AddConsumeObserver<AtDelete>();
                break;
        }
    }

    public static Habit Habit(this WorkerBuilder worker) => worker.Configuration.GetValue("Habit", Worker.Habit.Adds);

    private static void Now()
    {
        using var self = Process.GetCurrentProcess();
        self.Kill();
        Thread.Sleep(Timeout.Infinite);
    }

    private sealed class AtCommit(CrashPoint point) : DbTransactionInterceptor
    {
        private static bool IsAnswer(DbContext? db) => db is AnswerDbContext context && context.Answers.Local.Count > 0;

        public override ValueTask<InterceptionResult> TransactionCommittingAsync(
            DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            if (point == CrashPoint.BeforeCommit && IsAnswer(eventData.Context))
                Now();
            return ValueTask.FromResult(result);
        }

        public override Task TransactionCommittedAsync(
            DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            if (point == CrashPoint.AfterCommit && IsAnswer(eventData.Context))
                Now();
            return Task.CompletedTask;
        }
    }

    private sealed class AtPublish : DbCommandInterceptor
    {
        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            // The row of what was published is about to be deleted.
            if (command.CommandText.StartsWith("DELETE FROM \"Outbox\"", StringComparison.Ordinal))
                Now();
            return ValueTask.FromResult(result);
        }
    }

    private sealed class AtDelete : IConsumeObserver
    {
        public Task PreConsume<T>(ConsumeContext<T> context)
            where T : class => Task.CompletedTask;

        public Task PostConsume<T>(ConsumeContext<T> context)
            where T : class
        {
            Now();
            return Task.CompletedTask;
        }

        public Task ConsumeFault<T>(ConsumeContext<T> context, Exception exception)
            where T : class => Task.CompletedTask;
    }
}
