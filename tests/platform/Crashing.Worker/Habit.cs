using Microsoft.EntityFrameworkCore;

namespace Crashing.Worker;

/// <summary>How the consumer writes its row.</summary>
public enum Habit
{
    /// <summary>Adds it, and leaves the rest to the host.</summary>
    Adds,

    /// <summary>Saves it itself.</summary>
    Saves,

    /// <summary>Saves it synchronously.</summary>
    SavesSynchronously,

    /// <summary>Saves it in a transaction that it has begun.</summary>
    BeginsTransaction,

    /// <summary>Inserts it by SQL.</summary>
    RunsSql,

    /// <summary>Adds and saves another one, and renames that in bulk.</summary>
    UpdatesInBulk,
}

/// <summary>Writes by habit.</summary>
internal static class Habits
{
    public static async Task WriteAsync(this AnswerDbContext db, Habit habit, string subject, CancellationToken cancellationToken)
    {
        switch (habit)
        {
            case Habit.Saves:
                db.Answers.Add(new Answer { Subject = subject });
                await db.SaveChangesAsync(cancellationToken);
                break;
            case Habit.SavesSynchronously:
                db.Answers.Add(new Answer { Subject = subject });
                db.SaveChanges();
                break;
            case Habit.BeginsTransaction:
                await using (await db.Database.BeginTransactionAsync(cancellationToken))
                {
                    db.Answers.Add(new Answer { Subject = subject });
                    await db.SaveChangesAsync(cancellationToken);
                }

                break;
            case Habit.RunsSql:
                await db.Database.ExecuteSqlAsync($"""INSERT INTO "Answers" ("Subject") VALUES ({subject})""", cancellationToken);
                break;
            case Habit.UpdatesInBulk:
                var draft = $"draft of {subject}";
                db.Answers.Add(new Answer { Subject = draft });
                await db.SaveChangesAsync(cancellationToken);
                await db.Answers.Where(answer => answer.Subject == draft)
                    .ExecuteUpdateAsync(set => set.SetProperty(answer => answer.Subject, subject), cancellationToken);
                break;
            default:
                db.Answers.Add(new Answer { Subject = subject });
                break;
        }
    }
}
