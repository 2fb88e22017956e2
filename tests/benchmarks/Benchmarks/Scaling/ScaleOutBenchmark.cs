using System.Diagnostics;
using Amazon.SQS.Model;
using Benchmarks.Report;
using Benchmarks.Stand;

namespace Benchmarks.Scaling;

/// <summary>
/// The payment worker of the store, as it is, on a gateway that takes 50 ms: what three processes on one queue do, beside one.
/// Two handlers a process, so that the gateway is the limit and not the processors of this machine.
/// </summary>
internal sealed class ScaleOutBenchmark : IBenchmark
{
    private const int LatencyMs = 50;
    private const int Handlers = 2;
    private const int Processes = 3;
    private const int WarmUpPerProcess = 1000;
    private const int OrdersPerProcess = 150;

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        List<double> one = [], three = [];
        for (var round = 1; round <= run.Rounds; round++)
        {
            one.Add(await RunOnceAsync(run.Aws, 1, cancellationToken));
            three.Add(await RunOnceAsync(run.Aws, Processes, cancellationToken));
            await Console.Error.WriteLineAsync($"scale-out: round {round} of {run.Rounds}: {three[^1]:0}/s beside {one[^1]:0}/s of one");
        }

        return
        [
            Figure.Create(
                $"payments/s of {Processes} processes on one queue, beside one (50 ms gateway)",
                three,
                one,
                three.Zip(one, (many, single) => many / single),
                Goal.AtLeast(2.5, "× one")),
        ];
    }

    private static async Task<double> RunOnceAsync(BenchmarkAws aws, int processes, CancellationToken cancellationToken)
    {
        await using var gateway = await PaymentLedger.StartAsync(cancellationToken);
        await using var bus = await BenchmarkBus.CreateAsync(aws, cancellationToken);
        await using var workers = await PaymentProcesses.StartAsync(processes, Handlers, bus, gateway.Url, cancellationToken);

        // A process that has just started compiles: that is not what is measured here.
        var warmUp = processes * WarmUpPerProcess;
        await PlaceAsync(aws, bus, Enumerable.Range(0, warmUp), cancellationToken);
        await gateway.WaitForChargesAsync(warmUp, cancellationToken);
        gateway.SetLatency(LatencyMs);

        var orders = OrdersPerProcess * processes;
        var started = Stopwatch.GetTimestamp();
        await PlaceAsync(aws, bus, Enumerable.Range(warmUp, orders), cancellationToken);
        await gateway.WaitForChargesAsync(warmUp + orders, cancellationToken);
        return orders / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task PlaceAsync(
        BenchmarkAws aws, BenchmarkBus bus, IEnumerable<int> numbers, CancellationToken cancellationToken)
    {
        foreach (var ten in numbers.Chunk(10))
        {
            var entries = ten.Select((number, index) => new SendMessageBatchRequestEntry($"{index}", StoreOrder.Envelope(number)));
            await aws.Sqs.SendMessageBatchAsync(bus.Queue.Address.Url, [.. entries], cancellationToken);
        }
    }
}
