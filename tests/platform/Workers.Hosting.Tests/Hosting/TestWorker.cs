using Crashing.Worker;
using MassTransit;

namespace Workers.Hosting.Tests.Hosting;

/// <summary>How often to fail, for which reason; shared by all tries.</summary>
public sealed class ConsumerBehavior
{
    public int Failures { get; set; }

    public int Calls { get; set; }

    public Func<Exception> Error { get; set; } = () => new InvalidOperationException("not now");

    /// <summary>What each call does first; nothing by default.</summary>
    public Func<CancellationToken, Task> Work { get; set; } = _ => Task.CompletedTask;

    /// <summary>Whether it saves its row itself, and then writes another one.</summary>
    public bool SavesItself { get; set; }

    /// <summary>Holds each call until so many are there.</summary>
    public Barrier? Meeting { get; set; }
}

public sealed class GiveAnswer(AnswerDbContext db, ConsumerBehavior behavior) : IConsumer<Asked>
{
    public async Task Consume(ConsumeContext<Asked> context)
    {
        await behavior.Work(context.CancellationToken);
        if (behavior.Meeting is { } meeting)
            await Task.Run(() => meeting.SignalAndWait(TimeSpan.FromSeconds(10)), context.CancellationToken);

        db.Answers.Add(new Answer { Subject = context.Message.Subject });
        if (behavior.SavesItself)
        {
            await db.SaveChangesAsync(context.CancellationToken);
            db.Answers.Add(new Answer { Subject = context.Message.Subject });
        }

        await context.Publish(new Answered(context.Message.Subject), context.CancellationToken);
        lock (behavior)
        {
            if (behavior.Calls++ < behavior.Failures)
                throw behavior.Error();
        }
    }
}
