using Workers.LocalAws.Sqs.Queues;

namespace Workers.LocalAws.Sqs.Moving;

/// <summary>The move tasks of one server, running and ended.</summary>
internal sealed class MoveTasks(QueueStore queues, TimeProvider time) : IDisposable
{
    // AWS lists at most ten tasks of a queue, the latest ones.
    private const int KeptPerQueue = 10;

    private readonly Lock _lock = new();
    private readonly List<MoveTask> _tasks = [];

    public MoveTask Start(MessageQueue source, string? destinationArn, int? perSecond)
    {
        MoveTask task;
        lock (_lock)
        {
            if (_tasks.Exists(other => other.SourceArn == source.Arn && other.Status == MoveTaskStatus.Running))
            {
                throw SqsError.InvalidParameter(
                    "There is already a task running. Only one active task is allowed for a source queue arn at a given time.");
            }

            task = new MoveTask(queues, source, destinationArn, perSecond, time);
            _tasks.Insert(0, task);
            foreach (var old in _tasks.Where(other => other.SourceArn == source.Arn).Skip(KeptPerQueue).ToList())
            {
                _tasks.Remove(old);
                old.Dispose();
            }
        }

        task.Start();
        return task;
    }

    public MoveTask? Find(string handle)
    {
        lock (_lock)
            return _tasks.Find(task => task.Handle == handle);
    }

    /// <summary>The tasks of a queue, the latest first.</summary>
    public IReadOnlyList<MoveTask> Of(MessageQueue source, int maximum)
    {
        lock (_lock)
            return [.. _tasks.Where(task => task.SourceArn == source.Arn).Take(maximum)];
    }

    public void Dispose()
    {
        lock (_lock)
            _tasks.ForEach(task => task.Dispose());
    }
}
