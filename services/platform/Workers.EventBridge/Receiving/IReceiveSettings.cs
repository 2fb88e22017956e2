namespace Workers.EventBridge.Receiving;

/// <summary>Settings of a receive endpoint, as the receive engine needs them.</summary>
internal interface IReceiveSettings
{
    string QueueName { get; }

    /// <summary>The queue, which may be of another account or region.</summary>
    QueueAddress Queue { get; }

    /// <summary>Wait time of a poll while the queue is empty, in seconds.</summary>
    int WaitTimeSeconds { get; }

    TimeSpan VisibilityTimeout { get; }

    /// <summary>Failures after which a message is dead-lettered; null uses <see cref="SourceQueue.DefaultMaxFailures"/>.</summary>
    int? MaxFailures { get; }

    TimeSpan RedeliveryDelay { get; }

    TimeSpan MaxRedeliveryDelay { get; }

    /// <summary>Interval of the queue depth metric; null for none.</summary>
    TimeSpan? BacklogInterval { get; }

    TimeSpan LoneMessageTimeout { get; }

    ReceiveCircuit Circuit { get; }

    ReceivePause Pause { get; }

    /// <summary>Concurrent messages.</summary>
    int Concurrency { get; }

    /// <summary>Concurrent ReceiveMessage calls under load.</summary>
    int Polls { get; }

    /// <summary>Messages in flight, including buffered ones.</summary>
    int Places { get; }

    /// <summary>Free places that a poll waits for.</summary>
    int PollBatch { get; }
}
