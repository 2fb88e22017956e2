using System.Diagnostics.CodeAnalysis;
using MassTransit;
using MassTransit.Context;

namespace Workers.Hosting.Resilience;

/// <summary>The same event, with the cancellation of one attempt: when it times out, or the message is lost.</summary>
internal sealed class AttemptContext(ConsumeContext context, CancellationToken cancellationToken) : ConsumeContextProxy(context)
{
    public override CancellationToken CancellationToken => cancellationToken;

    /// <summary>Whether its consumer has handled the message; see <see cref="CompletionFilter{TConsumer,TMessage}"/>.</summary>
    public bool IsHandled { get; set; }

    /// <summary>
    /// The message's failure, alone or in a batch, even if MassTransit completes it; see <see cref="BatchFilter{TMessage}"/>.
    /// </summary>
    public Exception? Failure { get; set; }

    /// <summary>Identifies the batch of <see cref="Failure"/>; null if the message failed alone.</summary>
    public string? FailedBatch { get; set; }

    public override bool TryGetMessage<T>([NotNullWhen(true)] out ConsumeContext<T>? message)
        where T : class
    {
        if (!base.TryGetMessage(out message))
            return false;

        // The base's typed context refers to the untyped one below this: it would not see this cancellation.
        message = new MessageConsumeContext<T>(this, message.Message);
        return true;
    }
}
