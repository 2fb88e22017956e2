namespace Workers.EventBridge.Receiving;

/// <summary>Settings of a receive endpoint, as the receive engine needs them.</summary>
internal interface IReceiveSettings
{
    string QueueName { get; }

    /// <summary>Seconds that a poll waits for messages while the queue is empty.</summary>
    int WaitTimeSeconds { get; }

    TimeSpan VisibilityTimeout { get; }

    /// <summary>Failures after which a message is dead-lettered; null takes <see cref="SourceQueue.DefaultMaxReceiveCount"/>.</summary>
    int? MaxReceiveCount { get; }

    TimeSpan RedeliveryDelay { get; }

    TimeSpan MaxRedeliveryDelay { get; }

    /// <summary>Interval of the queue depth metric; null for none.</summary>
    TimeSpan? BacklogInterval { get; }

    TimeSpan LoneMessageTimeout { get; }

    ReceiveGate Gate { get; }

    /// <summary>Messages handled at the same time.</summary>
    int Concurrency { get; }

    /// <summary>ReceiveMessage calls at the same time under load.</summary>
    int Polls { get; }

    /// <summary>Messages in hand: handled and buffered ones together.</summary>
    int Places { get; }

    /// <summary>Free places that a poll waits for.</summary>
    int PollBatch { get; }
}
