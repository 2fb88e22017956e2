using System.Collections.Concurrent;
using System.Diagnostics;
using Amazon.SQS.Model;
using Workers.EventBridge.Envelope;
using Workers.Local.Processes;
using Workers.Local.Provisioning;

namespace Workers.Local.Demo;

/// <summary>
/// Places orders and registrations, waits until everything that they set off is done, and compares: what was accepted with what
/// was published, what was published with what each worker did, and what each worker did with what happened in the world.
/// </summary>
internal sealed class DemoRun(Installation system, DemoOptions options, IProgress<DemoProgress> progress) : IDisposable
{
    private const int ConcurrentCustomers = 8;

    private readonly Provisioner _provisioner = new(system.Aws);
    private readonly List<WorkerReport> _workers = [.. system.Services.Workers.Select(worker => new WorkerReport(worker))];
    private readonly HttpClient _storefront = new() { BaseAddress = system.Services.Storefront.Url, Timeout = TimeSpan.FromSeconds(20) };
    private readonly ConcurrentDictionary<string, string> _queueUrls = new(StringComparer.Ordinal);
    private readonly HashSet<Guid> _subjects = [];
    private readonly HashSet<string> _numbers = new(StringComparer.Ordinal);

    /// <summary>Runs it.</summary>
    public async Task<DemoResult> RunAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(_workers.Select(worker => worker.BeginAsync(cancellationToken)));
        var deadBefore = await DeadLettersAsync(cancellationToken);
        await using var tap = await Tap.OpenAsync(_provisioner, system.Bus, cancellationToken);

        await PlaceAsync(cancellationToken);
        await WaitAsync(tap, cancellationToken);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;

        var deadLettered = await DeadLettersAsync(cancellationToken) - deadBefore;
        var audit = new Audit(system, _workers, Mine(tap), _subjects, _numbers);
        return await audit.ResultAsync(options, deadLettered, seconds, cancellationToken);
    }

    public void Dispose()
    {
        _provisioner.Dispose();
        _storefront.Dispose();
        _workers.ForEach(worker => worker.Dispose());
    }

    private async Task PlaceAsync(CancellationToken cancellationToken)
    {
        using var shopper = new Shopper(system.Services.Storefront.Url, seed: 1);
        var placed = 0;
        var work = Enumerable.Range(0, options.Orders).Select(number => (IsOrder: true, number))
            .Concat(Enumerable.Range(0, options.Registrations).Select(number => (IsOrder: false, number)));
        await Parallel.ForEachAsync(work, new ParallelOptions { MaxDegreeOfParallelism = ConcurrentCustomers, CancellationToken = cancellationToken }, async (item, token) =>
        {
            var id = item.IsOrder ? await shopper.OrderAsync(item.number, token) : await shopper.RegisterAsync(item.number, token);
            lock (_subjects)
            {
                _subjects.Add(EventIds.ToGuid(id));
                _numbers.Add(id);
            }

            progress.Report(
                new DemoProgress(Interlocked.Increment(ref placed), options.Orders + options.Registrations, Published: 0, Waiting: 0));
        });
    }

    /// <summary>
    /// Everything is done when no queue holds a message, no outbox an event, and nothing was published between a look at the
    /// queues and a second one: then nobody is left who could set off more. The workers are asked only once their queues are
    /// empty, so that watching them costs them nothing.
    /// </summary>
    private async Task WaitAsync(Tap tap, CancellationToken cancellationToken)
    {
        var total = options.Orders + options.Registrations;
        var (last, since) = ((Waiting: -1, Published: -1), Stopwatch.GetTimestamp());
        while (Stopwatch.GetElapsedTime(since) < options.Patience)
        {
            var now = (Waiting: await WaitingAsync(cancellationToken), Published: await tap.DrainAsync(cancellationToken));
            progress.Report(new DemoProgress(total, total, now.Published, now.Waiting));
            if (now.Waiting == 0
                && await UnsentAsync(cancellationToken) == 0
                && await WaitingAsync(cancellationToken) == 0
                && await tap.DrainAsync(cancellationToken) == now.Published
                && (await Task.WhenAll(_workers.Select(worker => worker.UpdateAsync(cancellationToken)))).All(answered => answered))
            {
                return;
            }

            if (now != last)
                (last, since) = (now, Stopwatch.GetTimestamp());
            await Task.Delay(TimeSpan.FromMilliseconds(250), cancellationToken);
        }

        await Task.WhenAll(_workers.Select(worker => worker.UpdateAsync(cancellationToken)));
    }

    private async Task<int?> UnsentAsync(CancellationToken cancellationToken)
    {
        var unsent = await Task.WhenAll(
            _workers.Select(worker => worker.UnsentAsync(cancellationToken)).Append(Outbox.UnsentAsync(_storefront, cancellationToken)));
        return unsent.Any(count => count is null) ? null : unsent.Sum();
    }

    private async Task<int> WaitingAsync(CancellationToken cancellationToken) =>
        (await Task.WhenAll(_workers.Select(worker => DepthAsync(worker.Worker.Subscription!.Queue, cancellationToken)))).Sum();

    private async Task<int> DeadLettersAsync(CancellationToken cancellationToken) =>
        (await Task.WhenAll(_workers.Select(worker => DepthAsync($"{worker.Worker.Subscription!.Queue}-dlq", cancellationToken)))).Sum();

    private async Task<int> DepthAsync(string queue, CancellationToken cancellationToken)
    {
        if (!_queueUrls.TryGetValue(queue, out var url))
            _queueUrls[queue] = url = (await _provisioner.Sqs.GetQueueUrlAsync(queue, cancellationToken)).QueueUrl;
        var depth = await _provisioner.Sqs.GetQueueAttributesAsync(
            new GetQueueAttributesRequest(
                url, ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed"]),
            cancellationToken);
        return depth.ApproximateNumberOfMessages + depth.ApproximateNumberOfMessagesNotVisible + depth.ApproximateNumberOfMessagesDelayed;
    }

    /// <summary>What this run set off, and not what others do on the bus meanwhile.</summary>
    private List<(EventEnvelope Envelope, byte[] Body)> Mine(Tap tap) =>
        [.. tap.Events.Values.Where(item => EventIds.ToGuidOrNull(item.Envelope.Metadata?.CorrelationId) is { } subject && _subjects.Contains(subject))];
}

/// <summary>How far a demo is.</summary>
/// <param name="Placed">Orders and registrations that were accepted.</param>
/// <param name="ToPlace">Out of so many.</param>
/// <param name="Published">Events on the bus so far.</param>
/// <param name="Waiting">Messages in the workers' queues.</param>
internal sealed record DemoProgress(int Placed, int ToPlace, int Published, int Waiting);
