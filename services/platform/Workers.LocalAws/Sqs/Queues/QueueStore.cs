using System.Collections.Concurrent;
using Workers.LocalAws.Sqs.Moving;
using Workers.LocalAws.Storage;

namespace Workers.LocalAws.Sqs.Queues;

/// <summary>The queues of one server.</summary>
internal sealed class QueueStore : IDisposable
{
    private readonly ConcurrentDictionary<string, MessageQueue> _queues = new(StringComparer.Ordinal);
    private readonly LocalAwsOptions _options;
    private readonly string _arnPrefix;
    private readonly QueueContext _context;

    public QueueStore(LocalAwsOptions options)
    {
        _options = options;
        _arnPrefix = $"arn:aws:sqs:{options.Region}:{options.AccountId}:";
        _context = new QueueContext(options.TimeProvider, Changes, FindByArn);
        MoveTasks = new MoveTasks(this, options.TimeProvider);
    }

    /// <summary>Counts the changes of the queues, their tags and their messages.</summary>
    public ChangeCounter Changes { get; } = new();

    public MoveTasks MoveTasks { get; }

    public string AccountId => _options.AccountId;

    /// <summary>Number of waiting long polls, in all queues.</summary>
    public int Waiting => _queues.Values.Sum(queue => queue.Waiting);

    /// <summary>All queues, by name.</summary>
    public IEnumerable<MessageQueue> All => _queues.Values.OrderBy(queue => queue.Name, StringComparer.Ordinal);

    public string UrlOf(MessageQueue queue, string baseUrl) => $"{baseUrl}/{_options.AccountId}/{queue.Name}";

    /// <summary>Creates the queue, or returns the existing one if its attributes match.</summary>
    public MessageQueue Create(string name, IReadOnlyDictionary<string, string> attributes)
    {
        var settings = (IsFifo(name) ? QueueSettings.DefaultFifo : QueueSettings.Default).With(attributes);
        if (!_queues.TryGetValue(name, out var queue))
        {
            CheckRedrive(_arnPrefix + name, settings);
            var created = new MessageQueue(name, _arnPrefix + name, settings, _context);
            queue = _queues.GetOrAdd(name, created);
            if (queue == created)
            {
                Changes.Add();
                return queue;
            }

            created.Dispose();
        }

        var different = attributes.Keys.FirstOrDefault(attribute =>
            queue.Settings.Values.GetValueOrDefault(attribute, "") != settings.Values.GetValueOrDefault(attribute, ""));
        return different is null ? queue : throw SqsError.QueueNameExists(different);
    }

    /// <summary>Whether a queue of this name, or with this ARN, is a FIFO queue.</summary>
    public static bool IsFifo(string name) => name.EndsWith(".fifo", StringComparison.Ordinal);

    public void Change(MessageQueue queue, IReadOnlyDictionary<string, string> attributes) =>
        queue.Change(settings =>
        {
            var changed = settings.With(attributes);
            if (attributes.ContainsKey("RedrivePolicy"))
                CheckRedrive(queue.Arn, changed);
            return changed;
        });

    public void Delete(MessageQueue queue)
    {
        _queues.TryRemove(new(queue.Name, queue));
        Changes.Add();
        queue.Dispose();
    }

    /// <summary>An account in a queue URL has to be that of this server; some clients leave it out.</summary>
    public void CheckAccount(ReadOnlySpan<char> account)
    {
        if (account.Length == 12 && !_options.AcceptAnyAccount && !account.SequenceEqual(AccountId) && !account.ContainsAnyExceptInRange('0', '9'))
            throw SqsError.QueueDoesNotExist($"The account of this server is {AccountId}, not {account}: see --account and --any-account.");
    }

    /// <summary>False for a queue URL of AWS in another region; the host names of emulators have no meaning.</summary>
    public bool IsHere(string url) =>
        _options.AcceptAnyRegion
        || !url.Contains(".amazonaws.com", StringComparison.OrdinalIgnoreCase)
        || url.Contains($"sqs.{_options.Region}.", StringComparison.OrdinalIgnoreCase);

    public MessageQueue Get(string name) => Find(name) ?? throw SqsError.QueueDoesNotExist();

    public MessageQueue? Find(string name) => _queues.GetValueOrDefault(name);

    public MessageQueue? FindByArn(string arn) =>
        arn.StartsWith(_arnPrefix, StringComparison.Ordinal) ? Find(arn[_arnPrefix.Length..]) : null;

    /// <summary>The queues with this dead-letter queue.</summary>
    public IEnumerable<MessageQueue> SourcesOf(MessageQueue deadLetterQueue) =>
        All.Where(queue => queue.Settings.Redrive?.DeadLetterTargetArn == deadLetterQueue.Arn);

    /// <summary>Adds a queue of a snapshot.</summary>
    public void Restore(SavedQueue saved) => _queues[saved.Name] = new MessageQueue(saved, _arnPrefix + saved.Name, _context);

    /// <summary>Ends the moves and the long polls.</summary>
    public void Stop()
    {
        MoveTasks.Dispose();
        foreach (var queue in _queues.Values)
            queue.EndPolls(Stopping());
    }

    public void Dispose()
    {
        MoveTasks.Dispose();
        foreach (var queue in _queues.Values)
            queue.Close(Stopping());
    }

    private static Http.AwsException Stopping() => new("ServiceUnavailable", "LocalAws is stopping.", "ServiceUnavailable", status: 503);

    private void CheckRedrive(string sourceArn, QueueSettings settings)
    {
        if (settings.Redrive is not { } redrive)
            return;

        var policy = settings.Values["RedrivePolicy"];
        if (redrive.DeadLetterTargetArn == sourceArn)
            return;
        if (FindByArn(redrive.DeadLetterTargetArn) is not { } target)
            throw RedrivePolicy.Invalid(policy, "Dead letter target does not exist.");
        if (target.Settings.IsFifo != settings.IsFifo)
            throw RedrivePolicy.Invalid(policy, "Dead-letter queue must be same type of queue as the source.");
        if (target.Settings.RedriveAllow?.Allows(sourceArn) == false)
            throw RedrivePolicy.Invalid(policy, "Dead letter target's RedriveAllowPolicy does not permit this source queue.");
    }
}
