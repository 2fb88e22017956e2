using MassTransit;
using MassTransit.Middleware;
using Workers.EventBridge.Configuration;

namespace Workers.EventBridge.MassTransit;

/// <summary>
/// Part of one stop of the bus: waits until all events published before have been sent. MassTransit stops an agent only once, so each stop
/// has its own agent.
/// </summary>
internal sealed class FlushAgent(AwsClients clients) : Agent
{
    protected override async Task StopAgent(StopContext context)
    {
        await clients.FlushAsync(context.CancellationToken).ConfigureAwait(false);
        await base.StopAgent(context).ConfigureAwait(false);
    }
}
