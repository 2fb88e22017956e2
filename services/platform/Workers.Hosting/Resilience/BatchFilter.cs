using MassTransit;
using MassTransit.Batching;
using MassTransit.Context;
using Workers.EventBridge.Envelope;
using Workers.EventBridge.Receiving;

namespace Workers.Hosting.Resilience;

/// <summary>
/// Around a consumer of batches, outside of its scope: completes each message that the consumer handled; see <see
/// cref="CompletionFilter{TConsumer,TMessage}"/>. A batch that fails without an outage is divided: each of its messages is tried alone,
/// with its own scope and transaction, so that only a bad message fails, with its own reason.
/// </summary>
internal sealed class BatchFilter<TMessage> : IFilter<ConsumeContext<Batch<TMessage>>>
    where TMessage : class
{
    public async Task Send(ConsumeContext<Batch<TMessage>> context, IPipe<ConsumeContext<Batch<TMessage>>> next)
    {
        var batch = context.Message;
        try
        {
            await next.Send(context);
        }
        catch (Exception failure) when (batch.Length > 1 && !IsOutage(failure))
        {
            await TryEachAsync(batch, failure, next);
            return;
        }
        catch (Exception failure)
        {
            Fail([.. batch], failure);
            throw;
        }

        foreach (var member in batch)
            AttemptOf(member).IsHandled = true;
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("batch");

    /// <summary>
    /// Tries the members one by one, until there are signs of an outage. Members without time left are retried later, in a batch without
    /// the finished ones.
    /// </summary>
    private static async Task TryEachAsync(Batch<TMessage> batch, Exception batchFailure, IPipe<ConsumeContext<Batch<TMessage>>> next)
    {
        var waiting = new Queue<ConsumeContext<TMessage>>(batch);
        List<ConsumeContext<TMessage>> late = [];
        while (waiting.TryDequeue(out var member))
        {
            if (member.CancellationToken.IsCancellationRequested)
            {
                late.Add(member);
                continue;
            }

            try
            {
                await next.Send(new BatchConsumeContext<TMessage>(
                    member, new MessageBatch<TMessage>(batch.FirstMessageReceived, batch.LastMessageReceived, batch.Mode, [member])));
                AttemptOf(member).IsHandled = true;
            }
            catch (Exception failure) when (IsOutage(failure))
            {
                Fail([member, .. waiting], failure);
                break;
            }
            catch (Exception failure)
            {
                Fail([member], failure);
            }
        }

        Fail(late, new UntriedMemberException(batchFailure));
    }

    /// <summary>Poison is never a sign of an outage, whatever its cause.</summary>
    private static bool IsOutage(Exception failure) => failure is not PoisonEventException && OutageSigns.AreIn(failure);

    private static void Fail(List<ConsumeContext<TMessage>> members, Exception failure)
    {
        var shared = members.Count > 1 ? $"batch {Guid.NewGuid()}" : null;
        foreach (var member in members)
            (AttemptOf(member).Failure, AttemptOf(member).FailedBatch) = (failure, shared);
    }

    private static AttemptContext AttemptOf(ConsumeContext<TMessage> member) => member.GetPayload<AttemptContext>();
}

/// <summary>The message's batch failed, and its attempt timed out before the message was tried alone.</summary>
internal sealed class UntriedMemberException(Exception failure)
    : Exception($"The batch that the message was in failed, and there was no time to try the message alone. The batch failed with: {failure.Describe()}");
