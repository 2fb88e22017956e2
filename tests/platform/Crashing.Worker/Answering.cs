using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workers.Contracts;
using Workers.Hosting;
using Workers.Hosting.Store;
using Workers.Hosting.Store.Migrations;

namespace Crashing.Worker;

/// <summary>What it reacts to.</summary>
[Event("tests", "Asked")]
public sealed record Asked(string Subject) : IValidatedEvent
{
    public IEnumerable<string> Validate() => Subject.Length == 0 ? ["subject is empty."] : [];
}

/// <summary>What it publishes.</summary>
[Event("tests", "Answered")]
public sealed record Answered(string Subject);

/// <summary>A row in which a duplicated effect would show.</summary>
public sealed class Answer
{
    public int Id { get; private set; }

    public required string Subject { get; init; }
}

/// <summary>The worker's database.</summary>
public sealed class AnswerDbContext(DbContextOptions<AnswerDbContext> options) : DbContext(options)
{
    public DbSet<Answer> Answers => Set<Answer>();

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddInboxAndOutbox();
}

/// <summary>Its tables.</summary>
[DbContext(typeof(AnswerDbContext))]
[Migration("1001_Answers")]
public sealed class Answers : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.CreateTable(
        "Answers",
        table => new
        {
            Id = table.Column<int>().Identity(),
            Subject = table.Column<string>(),
        },
        constraints: table => table.PrimaryKey("PK_Answers", row => row.Id));
}

/// <summary>The store of the answers, and the endpoint that lists them in their order.</summary>
internal static class AnswerStore
{
    public static void AddAnswers(this WorkerBuilder worker)
    {
        worker.AddStore<AnswerDbContext>(store => store.UseSqlite().UsePostgreSql());
        worker.MapEffects<AnswerDbContext>(db => db.Answers.OrderBy(answer => answer.Id).Select(answer => new Effect(answer.Subject, "answered")));
    }
}

/// <summary>What it does apart from answering.</summary>
/// <param name="Habit">How it writes its row.</param>
/// <param name="AfterWriting">Is called when it has.</param>
/// <param name="Delay">By how much the event is scheduled.</param>
public sealed record AnsweringStyle(Habit Habit, Action AfterWriting, TimeSpan Delay = default);

/// <summary>Answers: a row, and an event.</summary>
public sealed class Answering(AnswerDbContext db, AnsweringStyle style) : IConsumer<Asked>
{
    public async Task Consume(ConsumeContext<Asked> context)
    {
        if (style.Delay == default)
            await context.Publish(new Answered(context.Message.Subject), context.CancellationToken);
        else
            await context.SchedulePublish(style.Delay, new Answered(context.Message.Subject), context.CancellationToken);
        await db.WriteAsync(style.Habit, context.Message.Subject, context.CancellationToken);
        style.AfterWriting();
    }
}
