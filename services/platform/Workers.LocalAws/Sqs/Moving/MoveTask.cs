using Workers.LocalAws.Sqs.Queues;

namespace Workers.LocalAws.Sqs.Moving;

/// <summary>
/// Moves the messages of a dead-letter queue back, or to another queue: those that were visible at its start, at the requested rate.
/// </summary>
internal sealed class MoveTask : IDisposable
{
    private readonly Lock _lock = new();
    private readonly QueueStore _queues;
    private readonly MessageQueue _source;
    private readonly ITimer _timer;

    public MoveTask(QueueStore queues, MessageQueue source, string? destinationArn, int? perSecond, TimeProvider time)
    {
        (_queues, _source, DestinationArn, PerSecond) = (queues, source, destinationArn, perSecond);
        Handle = MoveTaskHandle.Create(source.Arn);
        StartedAt = time.GetUtcNow();
        ToMove = source.Counts.Visible;
        _timer = time.CreateTimer(static task => ((MoveTask)task!).Move(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public string Handle { get; }

    public string SourceArn => _source.Arn;

    public string? DestinationArn { get; }

    public int? PerSecond { get; }

    public DateTimeOffset StartedAt { get; }

    public int ToMove { get; }

    public int Moved { get; private set; }

    public MoveTaskStatus Status { get; private set; } = MoveTaskStatus.Running;

    public string? FailureReason { get; private set; }

    /// <summary>Moves the first messages at once, and the rest every second.</summary>
    public void Start()
    {
        _timer.Change(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        Move();
    }

    /// <returns>False if it had ended already.</returns>
    public bool Cancel()
    {
        lock (_lock)
        {
            if (Status != MoveTaskStatus.Running)
                return false;
            End(MoveTaskStatus.Cancelled);
            return true;
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Move()
    {
        lock (_lock)
        {
            try
            {
                if (Status != MoveTaskStatus.Running)
                    return;

                var batch = _source.Withdraw(Math.Min(PerSecond ?? int.MaxValue, ToMove - Moved));
                for (var index = 0; index < batch.Count && Status == MoveTaskStatus.Running; index++)
                    MoveOne(batch, index);
                if (Status == MoveTaskStatus.Running && (batch.Count == 0 || Moved >= ToMove))
                    End(MoveTaskStatus.Completed);
            }
            catch (Http.AwsException)
            {
                // The source was deleted meanwhile.
                Fail("AWS.SimpleQueueService.NonExistentQueue");
            }
        }
    }

    private void MoveOne(List<QueuedMessage> batch, int index)
    {
        var message = batch[index];
        var arn = DestinationArn ?? message.DeadLetterSourceArn;
        if (arn is not null && _queues.FindByArn(arn) is { } destination)
        {
            // A moved message is a new one: new id, new age, not received yet.
            destination.Redrive(message);
            Moved++;
            return;
        }

        _source.PutBack(batch.Skip(index));
        Fail(arn is null ? "CouldNotDetermineMessageSource" : "AWS.SimpleQueueService.NonExistentQueue");
    }

    private void Fail(string reason)
    {
        FailureReason = reason;
        End(MoveTaskStatus.Failed);
    }

    private void End(MoveTaskStatus status)
    {
        Status = status;
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}

internal enum MoveTaskStatus
{
    Running,
    Completed,
    Cancelled,
    Failed,
}
