using Workers.Cli.Connections;
using Workers.Cli.Queues;
using Workers.EventBridge.Aws;
using Workers.Hosting.Subscriptions;

namespace Workers.Cli.Doctor;

/// <summary>What the checks look at: read once, and not changed.</summary>
internal sealed class Examination
{
    private Examination(AwsConnection aws) => Aws = aws;

    public AwsConnection Aws { get; }

    /// <summary>Whether the bus exists; null if it may not be read.</summary>
    public bool? HasBus { get; private set; }

    /// <summary>All queues, by name.</summary>
    public IReadOnlyDictionary<string, FoundQueue> Queues { get; private set; } = new Dictionary<string, FoundQueue>();

    public IReadOnlyList<FoundRule> Rules { get; private set; } = [];

    public IReadOnlyList<ExpectedWorker> Workers { get; private set; } = [];

    /// <summary>What could not be read.</summary>
    public List<Finding> Gaps { get; } = [];

    /// <param name="aws">The connection.</param>
    /// <param name="subscriptions">The subscriptions, without the prefix; null if they are unknown.</param>
    /// <param name="names">Names of queues to examine; empty for all.</param>
    /// <param name="cancellationToken">Ctrl+C.</param>
    /// <exception cref="CliException">There is nothing to examine.</exception>
    public static async Task<Examination> ReadAsync(
        AwsConnection aws, IReadOnlyList<Subscription>? subscriptions, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var examination = new Examination(aws);
        examination.HasBus = await examination.ReadBusAsync(cancellationToken);
        await examination.ReadRulesAsync(cancellationToken);
        examination.Queues = (await new QueueLookup(aws).AllAsync(cancellationToken)).ToDictionary(queue => queue.Name, StringComparer.Ordinal);
        examination.Workers = examination.Expect(subscriptions, names);
        return examination;
    }

    /// <summary>The queue of an ARN; null if it is missing.</summary>
    public FoundQueue? QueueOf(string? arn) => arn is null ? null : Queues.GetValueOrDefault(FoundQueue.NameIn(arn));

    private async Task<bool?> ReadBusAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Aws.EventBridge.CallAsync("DescribeEventBus", new() { ["Name"] = Aws.Bus }, cancellationToken);
            return true;
        }
        catch (EventBridgeException error) when (error.ErrorCode == "ResourceNotFoundException")
        {
            return false;
        }
        catch (EventBridgeException error) when (error.ErrorCode == "AccessDeniedException")
        {
            Gaps.Add(Gap("events:DescribeEventBus", error.Message));
            return null;
        }
    }

    private async Task ReadRulesAsync(CancellationToken cancellationToken)
    {
        if (HasBus == false)
            return;
        try
        {
            Rules = await new RuleLookup(Aws).AllAsync(cancellationToken).ToListAsync(cancellationToken);
        }
        catch (EventBridgeException error) when (error.ErrorCode == "AccessDeniedException")
        {
            Gaps.Add(Gap("events:ListRules and events:ListTargetsByRule", error.Message));
        }
    }

    private List<ExpectedWorker> Expect(IReadOnlyList<Subscription>? subscriptions, IReadOnlyList<string> names)
    {
        var expected = subscriptions is not null
            ? subscriptions.Select(one => new ExpectedWorker(Aws.QueueOf(one), one with { Queue = Aws.QueueOf(one) }))
            : Rules.SelectMany(rule => rule.Targets).Select(target => FoundQueue.NameIn((string?)target["Arn"] ?? ""))
                .Where(name => name.Length > 0).Distinct(StringComparer.Ordinal).Select(name => new ExpectedWorker(name, Subscription: null));
        List<ExpectedWorker> selected = [.. expected.Where(worker => names.Count == 0 || names.Any(name => IsNamed(worker, name)))];
        selected.AddRange(names.Where(name => !selected.Exists(worker => IsNamed(worker, name)) && Queues.Keys.Any(queue => IsNamed(queue, name)))
            .Select(name => new ExpectedWorker(Queues.Keys.First(queue => IsNamed(queue, name)), Subscription: null)));
        if (names.FirstOrDefault(name => !selected.Exists(worker => IsNamed(worker, name))) is { } unknown)
            throw new CliException($"'{unknown}' is neither a queue at {Aws.Name} nor in a subscription.json.");
        return [.. selected.Select(Find)];
    }

    private ExpectedWorker Find(ExpectedWorker worker) => worker with
    {
        Queue = Queues.GetValueOrDefault(worker.Name),
        Rule = Rules.FirstOrDefault(rule => rule.Name == Subscription.WithoutSuffix(worker.Name)) ?? Rules.FirstOrDefault(rule => rule.Name == worker.Name),
        Rules = [.. Rules.Where(rule => rule.Targets.Any(target => FoundQueue.NameIn((string?)target["Arn"] ?? "") == worker.Name))],
    };

    private bool IsNamed(ExpectedWorker worker, string name) => IsNamed(worker.Name, name);

    private bool IsNamed(string queue, string name) => queue == name || queue == Aws.QueuePrefix + name;

    private static Finding Gap(string action, string message) => new(
        Severity.Unknown, "permissions", $"You lack {action}: {message}", "This part is not checked.", $"Allow {action} for your identity; see the reader's policy in the README of the command line.");
}
