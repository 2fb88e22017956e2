using Crashing.Worker;
using MassTransit;
using Workers.Hosting.Store;

namespace Workers.Hosting.Tests.Store;

/// <summary>What the consumers of a test do.</summary>
public sealed class ConsumerScript
{
    public Func<AnswerDbContext, ConsumeContext<Asked>, IServiceProvider, Task> Consume { get; set; } = (_, _, _) => Task.CompletedTask;

    public Func<AnswerDbContext, ConsumeContext<Batch<Asked>>, Task> ConsumeBatch { get; set; } = (_, _) => Task.CompletedTask;
}

public sealed class ScriptedConsumer(AnswerDbContext db, IServiceProvider scope, ConsumerScript script) : IConsumer<Asked>
{
    public Task Consume(ConsumeContext<Asked> context) => script.Consume(db, context, scope);
}

public sealed class ScriptedBatchConsumer(AnswerDbContext db, ConsumerScript script) : IConsumer<Batch<Asked>>
{
    public Task Consume(ConsumeContext<Batch<Asked>> context) => script.ConsumeBatch(db, context);
}

/// <summary>Answers with its own type argument, so that each kind leaves a row of its own.</summary>
public sealed class Projector<T>(AnswerDbContext db) : IConsumer<Asked>
{
    public Task Consume(ConsumeContext<Asked> context)
    {
        db.Answers.Add(new Answer { Subject = $"{context.Message.Subject} by {typeof(T).Name}" });
        return Task.CompletedTask;
    }
}

/// <summary>Two consumers whose classes have the same short name.</summary>
public static class One
{
    public sealed class Handler(AnswerDbContext db) : IConsumer<Asked>
    {
        public Task Consume(ConsumeContext<Asked> context)
        {
            db.Answers.Add(new Answer { Subject = $"{context.Message.Subject} by one" });
            return Task.CompletedTask;
        }
    }
}

/// <inheritdoc cref="One" />
public static class Two
{
    public sealed class Handler(AnswerDbContext db) : IConsumer<Asked>
    {
        public Task Consume(ConsumeContext<Asked> context)
        {
            db.Answers.Add(new Answer { Subject = $"{context.Message.Subject} by two" });
            return Task.CompletedTask;
        }
    }
}
