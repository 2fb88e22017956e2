using Workers.Hosting.Store;
using Crashing.Worker;
using Microsoft.EntityFrameworkCore;

namespace Workers.Hosting.Tests.Store;

/// <summary>The ways in which EF Core users write, each leaving its mark once in a row that is there before.</summary>
internal static class ConsumerHabits
{
    public const string Before = "row";
    public const string After = "row+";

    private static readonly Dictionary<string, Func<AnswerDbContext, CancellationToken, Task>> All = new(StringComparer.Ordinal)
    {
        ["changes a row"] = async (db, cancelled) => await ChangeAsync(db, cancelled),
        ["saves"] = async (db, cancelled) =>
        {
            await ChangeAsync(db, cancelled);
            await db.SaveChangesAsync(cancelled);
        },
        ["saves twice"] = async (db, cancelled) =>
        {
            db.Answers.Add(new Answer { Subject = "other" });
            await db.SaveChangesAsync(cancelled);
            await ChangeAsync(db, cancelled);
            await db.SaveChangesAsync(cancelled);
        },
        ["saves synchronously"] = async (db, cancelled) =>
        {
            await ChangeAsync(db, cancelled);
            db.SaveChanges();
        },
        ["saves and clears the change tracker"] = async (db, cancelled) =>
        {
            await ChangeAsync(db, cancelled);
            await db.SaveChangesAsync(cancelled);
            db.ChangeTracker.Clear();
        },
        ["opens a transaction"] = async (db, cancelled) =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancelled);
            await ChangeAsync(db, cancelled);
            await db.SaveChangesAsync(cancelled);
        },
        ["opens a transaction and does not save"] = async (db, cancelled) =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancelled);
            await ChangeAsync(db, cancelled);
        },
        ["opens a transaction synchronously"] = async (db, cancelled) =>
        {
            using var transaction = db.Database.BeginTransaction();
            await ChangeAsync(db, cancelled);
            db.SaveChanges();
        },
        ["saves and then opens a transaction"] = async (db, cancelled) =>
        {
            db.Answers.Add(new Answer { Subject = "other" });
            await db.SaveChangesAsync(cancelled);
            await using var transaction = await db.Database.BeginTransactionAsync(cancelled);
            await ChangeAsync(db, cancelled);
            await db.SaveChangesAsync(cancelled);
        },
        ["begins the host's transaction"] = async (db, cancelled) =>
        {
            await db.BeginAsync(cancelled);
            await ChangeAsync(db, cancelled);
        },
        ["updates in bulk"] = (db, cancelled) => db.Answers
            .Where(answer => answer.Subject.StartsWith(Before))
            .ExecuteUpdateAsync(set => set.SetProperty(answer => answer.Subject, answer => answer.Subject + "+"), cancelled),
        ["updates in bulk synchronously"] = (db, _) =>
        {
            db.Answers.Where(answer => answer.Subject.StartsWith(Before))
                .ExecuteUpdate(set => set.SetProperty(answer => answer.Subject, answer => answer.Subject + "+"));
            return Task.CompletedTask;
        },
        ["deletes in bulk and adds"] = async (db, cancelled) =>
        {
            var mark = await db.Answers.Where(answer => answer.Subject.StartsWith(Before)).Select(answer => answer.Subject).SingleAsync(cancelled);
            await db.Answers.Where(answer => answer.Subject.StartsWith(Before)).ExecuteDeleteAsync(cancelled);
            db.Answers.Add(new Answer { Subject = mark + "+" });
        },
        ["runs SQL"] = (db, cancelled) => db.Database.ExecuteSqlAsync(
            $"""UPDATE "Answers" SET "Subject" = "Subject" || '+' WHERE "Subject" LIKE 'row%'""", cancelled),
        ["runs SQL synchronously"] = (db, _) =>
        {
            db.Database.ExecuteSql($"""UPDATE "Answers" SET "Subject" = "Subject" || '+' WHERE "Subject" LIKE 'row%'""");
            return Task.CompletedTask;
        },
        ["queries by SQL that writes"] = async (db, cancelled) =>
            Assert.Single(await db.Database.SqlQuery<string>(
                $"""UPDATE "Answers" SET "Subject" = "Subject" || '+' WHERE "Subject" LIKE 'row%' RETURNING "Subject" AS "Value" """).ToListAsync(cancelled)),
        ["runs SQL in a transaction of its own"] = async (db, cancelled) =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancelled);
            await db.Database.ExecuteSqlAsync(
                $"""UPDATE "Answers" SET "Subject" = "Subject" || '+' WHERE "Subject" LIKE 'row%'""", cancelled);
        },
        ["rolls back and begins again"] = async (db, cancelled) =>
        {
            await using (var transaction = await db.Database.BeginTransactionAsync(cancelled))
            {
                await ChangeAsync(db, cancelled);
                await db.SaveChangesAsync(cancelled);
                await transaction.RollbackAsync(cancelled);
            }

            await ChangeAsync(db, cancelled);
            await db.SaveChangesAsync(cancelled);
        },
    };

    public static TheoryData<string> Names => [.. All.Keys];

    public static Task WriteAsync(string habit, AnswerDbContext db, CancellationToken cancellationToken) => All[habit](db, cancellationToken);

    private static async Task ChangeAsync(AnswerDbContext db, CancellationToken cancellationToken)
    {
        var row = await db.Answers.SingleAsync(answer => answer.Subject.StartsWith(Before), cancellationToken);
        db.Entry(row).Property(answer => answer.Subject).CurrentValue += "+";
    }
}
