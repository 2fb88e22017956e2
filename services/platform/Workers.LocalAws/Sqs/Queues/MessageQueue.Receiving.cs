using Workers.LocalAws.Faults;

namespace Workers.LocalAws.Sqs.Queues;

/// <content>Receiving, and waking of long polls.</content>
internal sealed partial class MessageQueue
{
    /// <summary>Number of waiting long polls.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
                return _waiters.Count;
        }
    }

    /// <summary>Receives available messages; if there are none, waits for one or for the timeout.</summary>
    /// <exception cref="OperationCanceledException">The receiver disconnected: no message was received for it.</exception>
    public async ValueTask<List<ReceivedMessage>> ReceiveAsync(ReceiveRequest request, CancellationToken cancelled)
    {
        var deadline = _time.GetUtcNow() + request.Wait;
        while (true)
        {
            // Also after a wait: a message may have arrived when the receiver disconnected.
            cancelled.ThrowIfCancellationRequested();
            var received = Take(request, deadline, out var waiter);
            if (waiter is null)
                return received;
            await WaitAsync(waiter, deadline, cancelled);
        }
    }

    /// <summary>Returns messages that a disconnected receiver never got, as if they had not been received.</summary>
    public void GiveBack(IEnumerable<ReceivedMessage> received)
    {
        using (Enter(out _))
        {
            foreach (var (message, _, receipt, _, _, _) in received)
            {
                if (_messages.Find(message.Id) != message || message.Receipt != receipt)
                    continue;
                message.ReceiveCount--;
                _changes.Add();
                if (message.DuplicatedReceipt == receipt)
                    message.DuplicatedReceipt = 0;
                if (message.State == MessageState.InFlight)
                    _messages.Release(message);
            }
        }
    }

    private List<ReceivedMessage> Take(
        ReceiveRequest request, DateTimeOffset deadline, out LinkedListNode<TaskCompletionSource>? waiter)
    {
        var (maximum, visibility, _, faults, attemptId) = request;
        List<ReceivedMessage> received = [];
        List<QueuedMessage>? dead = null;
        MessageQueue? deadLetterQueue = null;
        waiter = null;

        using (Enter(out var now))
        {
            if (Repeat(attemptId, now, visibility) is { } repeated)
                return repeated;

            var redrive = Settings.Redrive;
            // In a queue that is its own dead-letter queue the messages stay.
            deadLetterQueue = redrive is null || redrive.DeadLetterTargetArn == Arn ? null : _findByArn(redrive.DeadLetterTargetArn);
            // A FIFO queue neither reorders nor duplicates.
            faults = _fifo is null ? faults : null;
            var reorders = _messages.VisibleCount > 1 && faults?.Reorders() == true;
            QueuedMessage? previous = null;
            var isFull = false;
            while (!isFull && received.Count < maximum && Pick(reorders ? faults : null, previous) is { } message)
            {
                if (deadLetterQueue is not null && message.ReceiveCount >= redrive!.MaxReceiveCount)
                    (dead ??= []).Add(Bury(message));
                else if (_messages.InFlight < SqsLimits.MaximumInFlight)
                    received.Add(Receive(previous = message, now, visibility));
                else if (received.Count == 0 && dead is null && _fifo is null)
                    throw SqsError.OverLimit($"Too many messages are in flight: a queue holds at most {SqsLimits.MaximumInFlight}.");
                else
                    isFull = true;
            }

            if (faults is not null)
                Duplicate(received, redrive, faults);
            Remember(attemptId, received, now, visibility);
            // With too many messages in flight there is nothing to wait for: the next message is visible already.
            if (received.Count == 0 && now < deadline && !isFull)
                waiter = _pollsEnded is null ? _waiters.Join() : throw _pollsEnded;
        }

        // After the lock is released: the other queue has its own lock, and holding both could deadlock.
        foreach (var message in dead ?? [])
            deadLetterQueue!.Adopt(message);
        return received;
    }

    private ReceivedMessage Receive(QueuedMessage message, DateTimeOffset now, TimeSpan visibility)
    {
        message.ReceiveCount++;
        message.Receipt++;
        message.FirstReceivedAt ??= now;
        message.LastReceivedAt = now;
        _messages.Hide(message, now + visibility);
        return new ReceivedMessage(
            message,
            ReceiptHandle.Create(_id, message.Id, message.Receipt),
            message.Receipt,
            message.ReceiveCount,
            message.FirstReceivedAt.Value,
            message.DeadLetterSourceArn);
    }

    private QueuedMessage Bury(QueuedMessage message)
    {
        _messages.Remove(message);
        message.DeadLetterSourceArn = Arn;
        return message;
    }

    private async Task WaitAsync(LinkedListNode<TaskCompletionSource> waiter, DateTimeOffset deadline, CancellationToken cancelled)
    {
        try
        {
            var left = deadline - _time.GetUtcNow();
            if (left > TimeSpan.Zero)
                await waiter.Value.Task.WaitAsync(left, _time, cancelled);
        }
        catch (TimeoutException)
        {
            // The timeout has ended; one last check follows.
        }
        finally
        {
            // Entering forwards the wake-up: this poll may have been woken, but not be able to receive any more.
            using (Enter(out _))
                _waiters.Leave(waiter);
        }
    }

    private void OnDue()
    {
        lock (_lock)
        {
            if (_closed is not null)
                return;
            _wakeAt = null;
        }

        using (Enter(out _))
        {
        }
    }

    /// <summary>Takes the lock and updates the messages' states; on release, wakes the polls that can continue.</summary>
    private Section Enter(out DateTimeOffset now)
    {
        _lock.Enter();
        if (_closed is { } closed)
        {
            _lock.Exit();
            throw closed;
        }

        now = _time.GetUtcNow();
        _messages.Advance(now, Settings.Retention);
        return new Section(this);
    }

    private void Exit()
    {
        if (_messages.Next is not null)
            _waiters.WakeOne();
        if (_waiters.Any && _messages.NextDue is { } due && due != _wakeAt)
        {
            _wakeAt = due;
            // Timers truncate to whole milliseconds; one that is too early would find nothing.
            var left = Math.Ceiling(Math.Max(0, (due - _time.GetUtcNow()).TotalMilliseconds));
            _timer.Change(TimeSpan.FromMilliseconds(left), Timeout.InfiniteTimeSpan);
        }

        _lock.Exit();
    }

    private readonly ref struct Section(MessageQueue queue)
    {
        public void Dispose() => queue.Exit();
    }
}
