namespace Crashing.Worker;

/// <summary>The steps of an event at which the process may die.</summary>
public enum CrashPoint
{
    /// <summary>The consumer has written its row; it has not come to its end.</summary>
    AfterWriting,

    /// <summary>The rows are written, and not committed.</summary>
    BeforeCommit,

    /// <summary>The rows are committed; nothing is published yet.</summary>
    AfterCommit,

    /// <summary>The event is published; its row is still in the outbox.</summary>
    AfterPublish,

    /// <summary>The consumer is done; its message is still in the queue.</summary>
    BeforeDelete,
}
