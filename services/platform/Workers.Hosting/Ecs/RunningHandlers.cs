using System.Collections.Concurrent;
using MassTransit;

namespace Workers.Hosting.Ecs;

/// <summary>The running messages, with their start times.</summary>
internal sealed class RunningHandlers(TimeProvider time) : IFilter<ConsumeContext>
{
    private readonly ConcurrentDictionary<ConsumeContext, long> _begun = new();

    /// <summary>Whether any message is running.</summary>
    public bool Any => !_begun.IsEmpty;

    /// <summary>Duration of the longest running message; zero if there is none.</summary>
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
