using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workers.Contracts;
using Workers.Hosting.Store;
using Workers.Hosting.Store.Migrations;

namespace Workers.Hosting.Tests.Hosting;

/// <summary>What the tests' worker reacts to.</summary>
[Event("tests", "Asked")]
public sealed record Asked(string Subject) : IValidatedEvent
{
    public IEnumerable<string> Validate() => Subject.Length == 0 ? ["subject is empty."] : [];
}

/// <summary>What it publishes.</summary>
[Event("tests", "Answered")]
public sealed record Answered(string Subject);

public sealed class Answer
{
    public int Id { get; private set; }

    public required string Subject { get; init; }
}

public sealed class AnswerDbContext(DbContextOptions<AnswerDbContext> options) : WorkerDbContext(options)
{
    public DbSet<Answer> Answers => Set<Answer>();
}

[DbContext(typeof(AnswerDbContext))]
[Migration("1001_Answers")]
public sealed class Answers : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.CreateTable(
        "Answers",
        table => new
        {
            Id = table.Column<int>().Counted(),
            Subject = table.Column<string>(),
        },
        constraints: table => table.PrimaryKey("PK_Answers", row => row.Id));
}

/// <summary>How often to fail, for which reason; shared by all tries.</summary>
public sealed class Mood
{
    public int Failures { get; set; }

    public int Calls { get; set; }

    public Func<Exception> Error { get; set; } = () => new InvalidOperationException("not now");

    /// <summary>What each call does first; nothing by default.</summary>
    public Func<CancellationToken, Task> Work { get; set; } = _ => Task.CompletedTask;

    /// <summary>Holds each call until so many are there.</summary>
    public Barrier? Meeting { get; set; }
}

public sealed class GiveAnswer(AnswerDbContext db, Mood mood) : IConsumer<Asked>
{
    public async Task Consume(ConsumeContext<Asked> context)
    {
        await mood.Work(context.CancellationToken);
        if (mood.Meeting is { } meeting)
            await Task.Run(() => meeting.SignalAndWait(TimeSpan.FromSeconds(10)), context.CancellationToken);

        db.Answers.Add(new Answer { Subject = context.Message.Subject });
        await context.Publish(new Answered(context.Message.Subject), context.CancellationToken);
        lock (mood)
        {
            if (mood.Calls++ < mood.Failures)
                throw mood.Error();
        }
    }
}
