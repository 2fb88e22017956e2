using System.Collections.Concurrent;
using Workers.LocalAws.Sqs.Fifo;
using Workers.LocalAws.Sqs.Messages;
using Workers.LocalAws.Storage;

namespace Workers.LocalAws.Sqs.Queues;

/// <summary>A queue, standard or FIFO. Thread-safe: short critical sections with one lock per queue.</summary>
internal sealed partial class MessageQueue : IDisposable
{
    private readonly Lock _lock = new();
    private readonly QueueMessages _messages;
    private readonly FifoMemory? _fifo;
    private readonly QueueWaiters _waiters = new();
    private readonly Guid _id = Guid.NewGuid();
    private readonly TimeProvider _time;
    private readonly ChangeCounter _changes;
    private readonly Func<string, MessageQueue?> _findByArn;
    private readonly ITimer _timer;
    private DateTimeOffset? _wakeAt;

    public MessageQueue(string name, string arn, QueueSettings settings, QueueContext context)
    {
        (Name, Arn, Settings) = (name, arn, settings);
        (_time, _changes, _findByArn) = context;
        _fifo = settings.IsFifo ? new FifoMemory() : null;
        _messages = new QueueMessages(settings.IsFifo ? new FifoOrder() : new StandardOrder(), _changes);
        CreatedAt = LastModifiedAt = _time.GetUtcNow();
        _timer = _time.CreateTimer(static queue => ((MessageQueue)queue!).OnDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public string Name { get; }

    public string Arn { get; }

    public DateTimeOffset CreatedAt { get; }

    public DateTimeOffset LastModifiedAt { get; private set; }

    public QueueSettings Settings { get; private set; }

    public ConcurrentDictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    public QueueCounts Counts
    {
        get
        {
            using (Enter(out _))
                return _messages.Counts;
        }
    }

    public void Change(Func<QueueSettings, QueueSettings> change)
    {
        using (Enter(out var now))
        {
            var old = Settings;
            Settings = change(old);
            _changes.Add();
            LastModifiedAt = now;
            // As in AWS: in a standard queue a new delay applies to new messages only.
            if (_fifo is not null && Settings.Delay != old.Delay)
                _messages.Delay(Settings.Delay);
        }
    }

    /// <param name="content">The message.</param>
    /// <param name="delay">Its delay; that of the queue by default.</param>
    /// <param name="deduplicationId">Its deduplication id in a FIFO queue, unless that is the digest of its body.</param>
    /// <exception cref="Http.AwsException">The message lacks what a FIFO queue needs, or the queue was deleted.</exception>
    public SentMessage Send(MessageContent content, TimeSpan? delay = null, string? deduplicationId = null)
    {
        if (_fifo is not null)
            return SendOnce(_fifo, content, deduplicationId);
        using (Enter(out var now))
        {
            var message = new QueuedMessage(Guid.NewGuid(), content, now);
            Add(message, now, delay ?? Settings.Delay);
            return new SentMessage(message.Id);
        }
    }

    /// <summary>Adds a new message with the content of this one, which was in a dead-letter queue.</summary>
    public void Redrive(QueuedMessage message)
    {
        using (Enter(out var now))
            Add(message.Renew(now), now, TimeSpan.Zero);
    }

    /// <summary>Adds a message from another queue, with its id, its receive count and its age.</summary>
    public void Adopt(QueuedMessage message)
    {
        using (Enter(out _))
        {
            _sent++;
            _messages.Add(message);
        }
    }

    /// <summary>Deletes the message, unless it was received again: then the handle is outdated and nothing happens.</summary>
    public void Delete(string receiptHandle)
    {
        var (id, receipt) = ReceiptHandle.Parse(_id, receiptHandle);
        using (Enter(out _))
        {
            if (_fifo is not null)
                CheckNotExpired(id, receipt, receiptHandle);
            if (_messages.Find(id) is { } message && (message.Receipt == receipt || message.IsFirstOfTwo(receipt)))
            {
                _deleted++;
                _messages.Remove(message);
            }
        }
    }

    /// <summary>
    /// Changes the visibility timeout of a message in flight. As in AWS, an earlier receipt handle does that, too, and a message whose
    /// timeout has ended stays visible without an error.
    /// </summary>
    public void ChangeVisibility(string receiptHandle, TimeSpan timeout)
    {
        var (id, receipt) = ReceiptHandle.Parse(_id, receiptHandle);
        using (Enter(out var now))
        {
            if (_fifo is not null)
                CheckNotExpired(id, receipt, receiptHandle);
            var message = _messages.Find(id) ?? throw SqsError.MessageGone(receiptHandle);
            // To the first receiver of a duplicate the message seems invisible. Its other delivery decides when it is visible.
            if (message.State != MessageState.InFlight || message.IsFirstOfTwo(receipt))
                return;
            if (now + timeout > message.LastReceivedAt + TimeSpan.FromSeconds(SqsLimits.MaximumVisibilitySeconds))
            {
                throw SqsError.InvalidParameter(
                    "VisibilityTimeout",
                    timeout.TotalSeconds,
                    $"Total VisibilityTimeout for the message is beyond the limit [{SqsLimits.MaximumVisibilitySeconds} seconds]");
            }

            if (timeout == TimeSpan.Zero)
                _messages.Release(message);
            else
                _messages.Hide(message, now + timeout);
        }
    }

    public void Purge()
    {
        using (Enter(out _))
        {
            _messages.Clear();
            _fifo?.Clear();
        }
    }

    /// <summary>Permanently removes visible messages from the queue, the oldest first.</summary>
    public List<QueuedMessage> Withdraw(int count)
    {
        using (Enter(out _))
        {
            var messages = new List<QueuedMessage>(Math.Min(count, _messages.Counts.Visible));
            while (messages.Count < count && _messages.Next is { } message)
            {
                _messages.Remove(message);
                messages.Add(message);
            }

            return messages;
        }
    }

    private void Add(QueuedMessage message, DateTimeOffset now, TimeSpan delay)
    {
        _sent++;
        _messages.Add(message, delay > TimeSpan.Zero ? now + delay : null);
    }
}
