using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Receiving;

/// <summary>MassTransit's middleware around consumers: kill switch, partitioner, retries and limits of each consumer.</summary>
public sealed class MassTransitMiddlewareTests : TransportTest
{
    protected override int? MaxFailures => 10;

    [Fact]
    public async Task A_kill_switch_stops_the_endpoint_and_starts_it_again()
    {
        var isBroken = true;
        Orders.Work = _ => isBroken ? throw new TimeoutException() : Task.CompletedTask;
        var log = new MemoryLog();
        await StartConsumerAsync(
            e => e.UseKillSwitch(options => options.SetActivationThreshold(3).SetTripThreshold(0.5).SetRestartTimeout(TimeSpan.FromSeconds(1))),
            new WorkerSetup { Log = log });
        await Bus.PutOrdersAsync(5);
        await Eventually.UntilAsync(() => log.Lines.Any(line => line.Text.Contains("Kill Switch", StringComparison.OrdinalIgnoreCase)));

        isBroken = false;
        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(10), async () => await Bus.CountAsync() == (0, 0));

        Assert.Equal((0, 0), await Bus.CountAsync("orders-dlq"));
    }

    [Fact]
    public async Task A_partitioner_handles_messages_of_the_same_key_one_at_a_time()
    {
        Orders.Work = async _ => await Task.Yield();
        await StartConsumerAsync(e => e.UsePartitioner<OrderPlaced>(e.CreatePartitioner(4), _ => Guid.Empty));

        await Bus.PutOrdersAsync(30);
        await Bus.UntilEmptyAsync();

        Assert.Equal((30, 1), (Orders.Count, Orders.MostRunning));
    }

    [Fact]
    public async Task Consumers_of_one_endpoint_have_retries_and_limits_of_their_own()
    {
        var (patient, impatient) = (new Consumed<OrderPlaced>(), new Consumed<OrderPlaced>());
        patient.Work = context => context.GetRetryAttempt() < 3 ? throw new TimeoutException() : Task.CompletedTask;
        await StartAsync(new WorkerSetup
        {
            Services = services => services.AddKeyedSingleton("patient", patient).AddKeyedSingleton("impatient", impatient),
            Bus = x =>
            {
                x.AddConsumer<PatientConsumer>(consumer =>
                {
                    consumer.ConcurrentMessageLimit = 1;
                    consumer.UseMessageRetry(retry => retry.Immediate(3));
                });
                x.AddConsumer<ImpatientConsumer>();
            },
            Endpoint = (e, context) =>
            {
                e.VisibilityTimeout = TimeSpan.FromHours(1);
                e.ConfigureConsumers(context);
            },
        });

        await Bus.PutOrdersAsync(5);
        await Bus.UntilEmptyAsync();

        Assert.Equal((20, 1, 5), (patient.Count, patient.MostRunning, impatient.Count));
    }

    [Fact]
    public async Task A_definition_configures_the_endpoint_and_the_consumer()
    {
        var patient = new Consumed<OrderPlaced> { Work = context => context.GetRetryAttempt() < 2 ? throw new TimeoutException() : Task.CompletedTask };
        await StartAsync(new WorkerSetup
        {
            Services = services => services.AddKeyedSingleton("patient", patient),
            Bus = x => x.AddConsumer<PatientConsumer, PatientDefinition>(),
            Conventions = true,
        });

        await Bus.PutOrdersAsync(5);
        await Bus.UntilEmptyAsync();

        Assert.Equal((15, 1), (patient.Count, patient.MostRunning));
    }

    public sealed class PatientConsumer([FromKeyedServices("patient")] Consumed<OrderPlaced> consumed) : IConsumer<OrderPlaced>
    {
        public Task Consume(ConsumeContext<OrderPlaced> context) => consumed.ConsumeAsync(context);
    }

    public sealed class ImpatientConsumer([FromKeyedServices("impatient")] Consumed<OrderPlaced> consumed) : IConsumer<OrderPlaced>
    {
        public Task Consume(ConsumeContext<OrderPlaced> context) => consumed.ConsumeAsync(context);
    }

    public sealed class PatientDefinition : ConsumerDefinition<PatientConsumer>
    {
        public PatientDefinition()
        {
            EndpointName = LocalBus.Queue;
            ConcurrentMessageLimit = 1;
        }

        protected override void ConfigureConsumer(
            IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<PatientConsumer> consumerConfigurator, IRegistrationContext context) =>
            endpointConfigurator.UseMessageRetry(retry => retry.Immediate(2));
    }
}
