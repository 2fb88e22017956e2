using Crashing.Worker;
using MassTransit;
using Workers.Hosting.Tests.Hosting;

namespace Workers.Hosting.Tests.Store;

public sealed class InMemoryOutboxTests
{
    public static TheoryData<string, Action<WorkerBuilder>> Ways => new()
    {
#pragma warning disable CS0618 // Without the registration context, which a worker's configuration does not have.
        { "consumer", worker => worker.AddConsumer<GiveAnswer>(configure: consumer => consumer.UseInMemoryOutbox()) },
#pragma warning restore CS0618
        { "definition, on the endpoint", worker => worker.AddConsumer<GiveAnswer, OnEndpoint>() },
        { "definition, on the consumer", worker => worker.AddConsumer<GiveAnswer, OnConsumer>() },
        { "definition, on the message", worker => worker.AddConsumer<GiveAnswer, OnMessage>() },
    };

    [Theory, MemberData(nameof(Ways))]
    public async Task A_worker_with_one_does_not_start(string way, Action<WorkerBuilder> add)
    {
        await using var worker = await WorkerHarness.CreateAsync();
        worker.AddConsumers = add;

        var refused = await Assert.ThrowsAsync<ConfigurationException>(() => worker.RunAsync());

        Assert.True(refused.Message.Contains("UseInMemoryOutbox", StringComparison.Ordinal), way);
    }

    private sealed class OnEndpoint : ConsumerDefinition<GiveAnswer>
    {
        protected override void ConfigureConsumer(
            IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<GiveAnswer> consumerConfigurator, IRegistrationContext context) =>
            endpointConfigurator.UseInMemoryOutbox(context);
    }

    private sealed class OnConsumer : ConsumerDefinition<GiveAnswer>
    {
        protected override void ConfigureConsumer(
            IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<GiveAnswer> consumerConfigurator, IRegistrationContext context) =>
            consumerConfigurator.UseInMemoryOutbox(context);
    }

    private sealed class OnMessage : ConsumerDefinition<GiveAnswer>
    {
        protected override void ConfigureConsumer(
            IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<GiveAnswer> consumerConfigurator, IRegistrationContext context) =>
            consumerConfigurator.Message<Asked>(message => message.UseInMemoryOutbox(context));
    }
}
