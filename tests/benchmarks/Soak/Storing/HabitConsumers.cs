using System.Collections.Concurrent;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Soak.Publishing;
using Soak.Working;
using Workers.Hosting.Store;

namespace Soak.Storing;

/// <summary>Some events fail at their first try in a process, after what they wrote.</summary>
internal sealed class FirstTries
{
    private const int FailingShare = 11;

    private readonly ConcurrentDictionary<(int, string), byte> _seen = new();

    public void Fail(int number, string kind)
    {
        if (number % FailingShare == 0 && _seen.TryAdd((number, kind), 0))
            throw new InvalidOperationException("The first try fails.");
    }
}

/// <summary>Writes in all the ways of EF Core, by the event's number, publishes, and fails now and then.</summary>
internal sealed class HabitConsumer(SoakDbContext db, WorkerSettings settings, Journal journal, FirstTries tries) : IConsumer<Numbered>
{
    public const string Kind = "single";

    public async Task Consume(ConsumeContext<Numbered> context)
    {
        var (number, cancelled) = (context.Message.Number, context.CancellationToken);
        journal.Add(number);
        await Task.Delay(settings.Work, cancelled);
        await context.Publish(new Counted(number, Kind), cancelled);
        await WriteAsync(number, cancelled);
        tries.Fail(number, Kind);
    }

    private async Task WriteAsync(int number, CancellationToken cancelled)
    {
        var row = new HandledEvent { Number = number, Kind = Kind };
        switch (number % 7)
        {
            case 0:
                db.Handled.Add(row);
                break;
            case 1:
                db.Handled.Add(row);
                await db.SaveChangesAsync(cancelled);
                break;
            case 2:
                db.Handled.Add(row);
                db.SaveChanges();
                break;
            case 3:
                await using (await db.Database.BeginTransactionAsync(cancelled))
                {
                    db.Handled.Add(row);
                    await db.SaveChangesAsync(cancelled);
                }

                break;
            case 4:
                await db.Database.ExecuteSqlAsync(
                    $"""INSERT INTO "Handled" ("Number", "Kind", "Updates") VALUES ({number}, {Kind}, 1)""", cancelled);
                break;
            case 5:
                row.Updates = 0;
                db.Handled.Add(row);
                await db.SaveChangesAsync(cancelled);
                await db.Handled.Where(one => one.Number == number && one.Kind == Kind)
                    .ExecuteUpdateAsync(set => set.SetProperty(one => one.Updates, one => one.Updates + 1), cancelled);
                break;
            default:
                await db.BeginAsync(cancelled);
                db.Handled.Add(row);
                await db.SaveChangesAsync(cancelled);
                db.ChangeTracker.Clear();
                break;
        }
    }
}

/// <summary>Handles several events at once.</summary>
internal sealed class BatchHabitConsumer(SoakDbContext db, FirstTries tries) : IConsumer<Batch<Numbered>>
{
    public const string Kind = "batch";

    public async Task Consume(ConsumeContext<Batch<Numbered>> context)
    {
        foreach (var member in context.Message)
        {
            db.Handled.Add(new HandledEvent { Number = member.Message.Number, Kind = Kind });
            await member.Publish(new Counted(member.Message.Number, Kind), context.CancellationToken);
        }

        await db.SaveChangesAsync(context.CancellationToken);
        tries.Fail(context.Message[0].Message.Number, Kind);
    }
}

/// <summary>Handles what the others publish: what is lost in an outbox is missing here, and what goes out twice is skipped.</summary>
internal sealed class CountedConsumer(SoakDbContext db) : IConsumer<Counted>
{
    public Task Consume(ConsumeContext<Counted> context)
    {
        db.Handled.Add(new HandledEvent { Number = context.Message.Number, Kind = $"counted-{context.Message.Kind}" });
        return Task.CompletedTask;
    }
}
