using Crashing.Worker;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting.Tests.Store;

namespace Workers.Hosting.Tests.Hosting;

/// <summary>Several consumers in a worker, each with its own retries and concurrency.</summary>
public sealed class ConsumerMiddlewareTests
{
    private readonly ConsumerScript _script = new();
    private readonly Load _load = new();

    public static TheoryData<string, Action<WorkerBuilder>> Retries => new()
    {
        { "configuration", worker => worker.AddConsumer<ScriptedConsumer>(configure: consumer => consumer.UseMessageRetry(retry => retry.Immediate(2))) },
        { "definition", worker => worker.AddConsumer<ScriptedConsumer, Definition>() },
    };

    public static TheoryData<string, Action<WorkerBuilder>> Limits => new()
    {
        { "configuration", worker => worker.AddConsumer<ScriptedConsumer>(configure: consumer => consumer.ConcurrentMessageLimit = 1) },
        { "definition", worker => worker.AddConsumer<ScriptedConsumer, Definition>() },
    };

    [Theory, MemberData(nameof(Retries))]
    public async Task A_consumer_is_retried_by_its_own_policy_while_the_other_runs_once(string way, Action<WorkerBuilder> add)
    {
        var attempts = 0;
        _script.Consume = async (db, context, _) =>
        {
            db.Answers.Add(new Answer { Subject = "scripted" });
            await db.SaveChangesAsync(context.CancellationToken);
            if (++attempts < 3)
                throw new InvalidOperationException("not now");
        };
        await using var worker = await StartAsync(add, "--Resilience:Retries", "0");

        await worker.DeliverAsync(WorkerHarness.Event("1"));
        await Eventually.UntilAsync(async () => await worker.DepthAsync() == 0);

        Assert.Equal((3, 1, way), (attempts, _load.Calls, way));
        Assert.Equal(1, (await worker.AnswersAsync())["scripted"]);
    }

    [Theory, MemberData(nameof(Limits))]
    public async Task A_consumer_has_its_own_limit_of_concurrent_messages(string way, Action<WorkerBuilder> add)
    {
        var (running, most) = (0, 0);
        _script.Consume = async (_, _, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await _load.Both;
            Interlocked.Decrement(ref running);
        };
        await using var worker = await StartAsync(add);

        await worker.DeliverAsync(WorkerHarness.Event("1"));
        await worker.DeliverAsync(WorkerHarness.Event("2"));
        await Eventually.UntilAsync(async () => await worker.DepthAsync() == 0);

        // The other consumer had two messages at the same time, or neither would have ended.
        Assert.Equal((1, 2, way), (most, _load.Calls, way));
    }

    private async Task<WorkerHarness> StartAsync(Action<WorkerBuilder> add, params string[] settings)
    {
        var worker = await WorkerHarness.CreateAsync();
        worker.AddConsumers = builder =>
        {
            builder.Services.AddSingleton(_script);
            builder.Services.AddSingleton(_load);
            add(builder);
            builder.AddConsumer<OtherConsumer>();
        };
        await worker.RunAsync(settings: settings);
        return worker;
    }

    private sealed class Load
    {
        private readonly TaskCompletionSource _both = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _calls;

        public int Calls => _calls;

        /// <summary>Ends when two messages have come.</summary>
        public Task Both => _both.Task;

        public void Add()
        {
            if (Interlocked.Increment(ref _calls) == 2)
                _both.SetResult();
        }
    }

    private sealed class OtherConsumer(Load load) : IConsumer<Asked>
    {
        public Task Consume(ConsumeContext<Asked> context)
        {
            load.Add();
            return Task.CompletedTask;
        }
    }

    private sealed class Definition : ConsumerDefinition<ScriptedConsumer>
    {
        public Definition() => ConcurrentMessageLimit = 1;

        protected override void ConfigureConsumer(
            IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<ScriptedConsumer> consumerConfigurator, IRegistrationContext context) =>
            consumerConfigurator.UseMessageRetry(retry => retry.Immediate(2));
    }
}
