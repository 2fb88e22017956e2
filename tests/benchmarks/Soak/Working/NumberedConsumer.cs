using MassTransit;
using Soak.Publishing;

namespace Soak.Working;

/// <summary>Works on a message for a while, so that a kill meets messages in flight, and notes that it is handled.</summary>
internal sealed class NumberedConsumer(WorkerSettings settings, Journal journal) : IConsumer<Numbered>
{
    public async Task Consume(ConsumeContext<Numbered> context)
    {
        await Task.Delay(settings.Work, context.CancellationToken);
        journal.Add(context.Message.Number);
    }
}
