using MassTransit;

namespace Workers.Hosting.Tests.Sagas;

/// <summary>Once it is open, holds events that have read their instance until two of them have read it; later ones pass.</summary>
internal sealed class Meeting : IFilter<SagaConsumeContext<OrderSagaState>>
{
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _attempts;

    public bool IsOpen { get; set; }

    /// <summary>Attempts since it was opened.</summary>
    public int Attempts => _attempts;

    public async Task Send(SagaConsumeContext<OrderSagaState> context, IPipe<SagaConsumeContext<OrderSagaState>> next)
    {
        if (IsOpen)
        {
            if (Interlocked.Increment(ref _attempts) == 2)
                _complete.SetResult();
            await _complete.Task.WaitAsync(context.CancellationToken);
        }

        await next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("meeting");
}
