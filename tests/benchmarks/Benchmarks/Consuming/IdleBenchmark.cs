using Benchmarks.Contestants;
using Benchmarks.Report;
using Benchmarks.Stand;

namespace Benchmarks.Consuming;

/// <summary>What an empty queue costs: calls to SQS in a minute. A LocalAws for each, so that both idle through the same minute.</summary>
internal sealed class IdleBenchmark : IBenchmark
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        await Console.Error.WriteLineAsync("idle: one minute");
        await using var other = await BenchmarkAws.StartAsync(cancellationToken);
        var calls = await Task.WhenAll(
            CallsAsync(run.Aws, new TransportConsumer(), Load.Of(64), cancellationToken),
            CallsAsync(other, new BareConsumer(), new Load(Handlers: 10, Polls: 1), cancellationToken));
        return [Figure.Alone("idle, 64 handlers (bare: one poll): SQS calls a minute", [calls[0]], Goal.AtMost(4), [calls[1]])];
    }

    private static async Task<double> CallsAsync(
        BenchmarkAws aws, IConsumerContestant contestant, Load load, CancellationToken cancellationToken)
    {
        await using var queue = await BenchmarkQueue.CreateAsync(aws, cancellationToken);
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var work = new Work(
            expected: 2,
            handle: (_, _) =>
            {
                first.TrySetResult();
                return Task.CompletedTask;
            });
        var consuming = contestant.ConsumeAsync(queue.Address, work, load, cancellationToken);

        // One message on either side of the minute: the first proves that it receives, the second ends the run.
        await queue.FillAsync(1, cancellationToken);
        await first.Task.WaitAsync(cancellationToken);
        var before = await aws.SqsCallsAsync(cancellationToken);
        await Task.Delay(Minute, cancellationToken);
        var calls = await aws.SqsCallsAsync(cancellationToken) - before;
        await queue.FillAsync(1, cancellationToken);
        await consuming;
        return calls;
    }
}
