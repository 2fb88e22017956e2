using Benchmarks.Stand;

namespace Benchmarks.Contestants;

/// <summary>Something that takes messages out of a queue.</summary>
internal interface IConsumerContestant
{
    /// <summary>Consumes until the work is done, and stops cleanly: all that was handled is deleted.</summary>
    Task ConsumeAsync(QueueAddress queue, Work work, Load load, CancellationToken cancellationToken);
}

/// <summary>How a contestant may work.</summary>
/// <param name="Handlers">Messages at the same time.</param>
/// <param name="Polls">ReceiveMessage calls at the same time.</param>
internal sealed record Load(int Handlers, int Polls)
{
    /// <summary>As many polls as the transport takes by default.</summary>
    public static Load Of(int handlers) => new(handlers, Math.Clamp((handlers + 9) / 10, 1, 20));
}
