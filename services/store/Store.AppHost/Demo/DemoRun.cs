using System.Diagnostics;
using Workers.Hosting.Provisioning;

namespace Store.AppHost.Demo;

/// <summary>
/// Places orders, returns and registrations, waits until all reactions are done, and compares the accepted requests with the published
/// events, the published events with the reactions of each worker, and the accepted requests with their effects.
/// </summary>
/// <param name="system">The system.</param>
/// <param name="options">The options of the demo.</param>
/// <param name="chaos">Injects faults; null for a run without faults.</param>
/// <param name="progress">Reports progress.</param>
internal sealed class DemoRun(Installation system, DemoOptions options, Chaos? chaos, IProgress<DemoProgress> progress) : IDisposable
{
    private const int ConcurrentCustomers = 8;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly Provisioner _provisioner = new(system.Aws);
    private readonly List<ServiceReport> _workers = [.. system.Services.Workers.Select(worker => new ServiceReport(worker))];
    private readonly ServiceReport _storefront = new(system.Services.Storefront);
    private readonly Accepted _accepted = new();

    /// <summary>Runs the demo.</summary>
    public async Task<DemoResult> RunAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(_workers.Select(worker => worker.BeginAsync(cancellationToken)));
        await using var capture = await CaptureQueue.OpenAsync(_provisioner, system.Bus, cancellationToken);
        var backlog = new Backlog(_provisioner.Sqs, [.. _workers, _storefront]);
        var deadBefore = await backlog.DeadLettersAsync(cancellationToken);

        await PlaceAsync(backlog, cancellationToken);
        await WaitAsync(capture, backlog, cancellationToken);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;

        var deadLettered = await backlog.DeadLettersAsync(cancellationToken) - deadBefore;
        return await CompareAsync(capture, deadLettered, seconds, cancellationToken);
    }

    public void Dispose()
    {
        _provisioner.Dispose();
        _storefront.Dispose();
        _workers.ForEach(worker => worker.Dispose());
    }

    /// <summary>Chaos continues until most messages are processed, because placing is faster than processing by workers that are killed.</summary>
    private Task PlaceAsync(Backlog backlog, CancellationToken cancellationToken)
    {
        return chaos is null ? PlaceAllAsync(cancellationToken) : chaos.DuringAsync(PlaceAndWorkOffAsync(), cancellationToken);

        async Task PlaceAndWorkOffAsync()
        {
            await PlaceAllAsync(cancellationToken);
            while (await backlog.WaitingAsync(cancellationToken) is var waiting && waiting > options.Total / 10)
            {
                progress.Report(new DemoProgress(options.Total, Published: 0, waiting));
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }

    private async Task PlaceAllAsync(CancellationToken cancellationToken)
    {
        using var shopper = new LoadGenerator(system.Services.Storefront.Url, seed: 1);
        var placed = 0;
        var outage = Task.CompletedTask;
        var orders = Enumerable.Range(0, options.Orders).Select<int, Func<CancellationToken, Task>>(
            number => token => OrderAsync(shopper, number, Placed, token));
        var registrations = Enumerable.Range(0, options.Registrations).Select<int, Func<CancellationToken, Task>>(
            number => token => RegisterAsync(shopper, number, Placed, token));
        await Parallel.ForEachAsync(
            orders.Concat(registrations),
            new ParallelOptions { MaxDegreeOfParallelism = ConcurrentCustomers, CancellationToken = cancellationToken },
            async (place, token) => await place(token));

        await outage;

        void Placed()
        {
            var count = Interlocked.Increment(ref placed);
            progress.Report(new DemoProgress(count, Published: 0, Waiting: 0));
            if (count == options.Total / 2 && options.GatewayOutage > TimeSpan.Zero)
                outage = GatewayOutage.BeginAsync(system.Services.Gateway.Url, options.GatewayOutage, cancellationToken);
        }
    }

    private async Task OrderAsync(LoadGenerator shopper, int number, Action placed, CancellationToken cancellationToken)
    {
        var isReturned = options.IsReturned(number);
        var order = await shopper.OrderAsync(number, mayBeDeclined: !isReturned, cancellationToken);
        _accepted.Add(order);
        placed();
        if (!isReturned)
            return;

        _accepted.Add(await shopper.ReturnAsync(number, order, cancellationToken));
        placed();
    }

    private async Task RegisterAsync(LoadGenerator shopper, int number, Action placed, CancellationToken cancellationToken)
    {
        _accepted.AddUser(await shopper.RegisterAsync(number, cancellationToken));
        placed();
    }

    /// <summary>Maximum time for which the in-flight messages of a killed worker stay invisible.</summary>
    private TimeSpan LongestVisibility => TimeSpan.FromSeconds(
        system.Services.Workers.Max(worker => worker.Subscription!.VisibilityTimeoutSeconds));

    /// <summary>
    /// Waits until no queue has a message, no outbox has an event, and nothing was published between two checks of the queues: then
    /// there is no work left that could cause more events.
    /// </summary>
    private async Task WaitAsync(CaptureQueue capture, Backlog backlog, CancellationToken cancellationToken)
    {
        var (last, since) = ((Waiting: -1, Published: -1), Stopwatch.GetTimestamp());
        while (Stopwatch.GetElapsedTime(since) < options.Patience + options.GatewayOutage + (last.Waiting > 0 ? LongestVisibility : TimeSpan.Zero))
        {
            var now = (Waiting: await backlog.WaitingAsync(cancellationToken), Published: await capture.DrainAsync(cancellationToken));
            progress.Report(new DemoProgress(options.Total, now.Published, now.Waiting));
            if (now.Waiting == 0
                && await backlog.UnsentAsync(cancellationToken) == 0
                && await backlog.WaitingAsync(cancellationToken) == 0
                && await backlog.DepthAsync(capture.Queue, cancellationToken) == 0
                && await capture.DrainAsync(cancellationToken) == now.Published)
            {
                return;
            }

            if (now != last)
                (last, since) = (now, Stopwatch.GetTimestamp());
            await Task.Delay(Pause, cancellationToken);
        }
    }

    private async Task<DemoResult> CompareAsync(CaptureQueue capture, int deadLettered, double seconds, CancellationToken cancellationToken)
    {
        var published = new Publications(capture.Events, _accepted.Correlations);
        List<WorkerResult> workers = [];
        foreach (var worker in _workers)
            workers.Add(published.Compare(worker, await worker.ReactionsAsync(cancellationToken)));

        var audit = await AuditAsync(published, cancellationToken);
        return new DemoResult(
            options,
            workers,
            audit.Lines,
            published.Missing,
            published.Twice,
            system.IsOwn ? published.Unasked : 0,
            deadLettered,
            audit.Problems,
            seconds)
        {
            Kills = chaos?.Kills,
            Faults = chaos?.Injected,
        };
    }

    private async Task<Audit> AuditAsync(Publications published, CancellationToken cancellationToken)
    {
        List<Finding> found =
        [
            .. await GatewayLedger.ReadAsync(system.Services.Gateway.Url, cancellationToken),
            .. Mailbox.Read(system.Data),
        ];
        foreach (var service in _workers.Append(_storefront))
            found.AddRange(await service.EffectsAsync(cancellationToken));

        // Expects no effects of services that do not exist, or whose records cannot be read from here.
        HashSet<string> recorded = [.. _workers.Select(worker => worker.Service.Name), Expectations.Storefront, Expectations.Gateway];
        if (system.Data is not null)
            recorded.Add(Expectations.Mailbox);

        var findings = new Findings(found);
        var mine = _accepted.Numbers;
        return Audit.Of(
            Expectations.Of(_accepted, published.Subjects("StockShort"), findings).Where(item => recorded.Contains(item.Where)),
            findings,
            subject => system.IsOwn || mine.Contains(subject));
    }
}

/// <summary>Progress of a demo.</summary>
/// <param name="Placed">Orders, returns and registrations that were accepted.</param>
/// <param name="Published">Events on the bus so far.</param>
/// <param name="Waiting">Messages in the workers' queues.</param>
internal sealed record DemoProgress(int Placed, int Published, int Waiting);
