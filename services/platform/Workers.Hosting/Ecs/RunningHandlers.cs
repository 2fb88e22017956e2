using System.Collections.Concurrent;
using MassTransit;

namespace Workers.Hosting.Ecs;

/// <summary>The messages that are being handled, and since when.</summary>
internal sealed class RunningHandlers(TimeProvider time) : IFilter<ConsumeContext>
{
    private readonly ConcurrentDictionary<ConsumeContext, long> _begun = new();

    /// <summary>Whether there is one.</summary>
    public bool Any => !_begun.IsEmpty;

    /// <summary>How long the one takes that has been at it longest; zero when there is none.</summary>
    public TimeSpan Longest => _begun.Values.Select(begun => time.GetElapsedTime(begun)).DefaultIfEmpty().Max();

    public async Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
    {
        _begun[context] = time.GetTimestamp();
        try
        {
            await next.Send(context);
        }
        finally
        {
            _begun.TryRemove(context, out _);
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("runningHandlers");
}
