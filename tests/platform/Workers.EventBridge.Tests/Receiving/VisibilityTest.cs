using MassTransit;
using Workers.EventBridge.Receiving;
using Workers.EventBridge.Tests.Fixture;
using Workers.LocalAws.Faults;

namespace Workers.EventBridge.Tests.Receiving;

/// <summary>A queue with a short visibility timeout, and handlers that run longer.</summary>
public abstract class VisibilityTest : TransportTest
{
    /// <summary>Half of the visibility timeout and what the renewer's timer adds to it; less than all of it.</summary>
    protected static readonly TimeSpan UntilRenewal = TimeSpan.FromSeconds(7);

    /// <summary>Completes when the handler is cancelled.</summary>
    protected TaskCompletionSource HandlerCancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The faults of the calls to SQS.</summary>
    protected HttpFaults Faults { get; } = new();

    protected long Renewals => Bus.Calls("sqs:ChangeMessageVisibilityBatch");

    protected Task<WorkerHost> StartAsync(Action<IEventBridgeReceiveEndpointConfigurator>? endpoint = null) => StartConsumerAsync(
        e =>
        {
            e.VisibilityTimeout = TimeSpan.FromSeconds(10);
            endpoint?.Invoke(e);
        },
        new WorkerSetup { Host = host => host.Sqs.HttpClientFactory = Faults });

    protected async Task UntilCancelledAsync(ConsumeContext context)
    {
        using var cancelled = context.CancellationToken.Register(() => HandlerCancelled.TrySetResult());
        await Task.Delay(Timeout.Infinite, context.CancellationToken);
    }

    private protected static InFlightMessage Held(ConsumeContext context) => context.ReceiveContext.TryGetPayload<InFlightMessage>(out var held)
        ? held
        : throw new InvalidOperationException("The message is not in flight.");
}
