using MassTransit;
using Polly;

namespace Workers.Hosting.Resilience;

/// <summary>
/// Runs all of a message's consumers again when one fails: each try in a scope, and so with a database context, of its own.
/// </summary>
internal sealed class ResilienceFilter(ResiliencePipeline pipeline) : IFilter<ConsumeContext>
{
    public async Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
    {
        var resilience = ResilienceContextPool.Shared.Get(context.CancellationToken);
        try
        {
            await pipeline.ExecuteAsync(
                static async (attempt, state) => await state.next.Send(new AttemptContext(state.context, attempt.CancellationToken)),
                resilience,
                (context, next));
        }
        finally
        {
            ResilienceContextPool.Shared.Return(resilience);
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("resilience");
}
