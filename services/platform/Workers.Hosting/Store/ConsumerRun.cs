using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace Workers.Hosting.Store;

/// <summary>
/// The one transaction of a consumer run: it contains everything that the consumer does with its context, and the inbox entries of its
/// events. The host commits it after the consumer.
/// </summary>
/// <param name="session">The session of the context in the consumer's scope.</param>
/// <param name="entries">One for each consumed event; several for a batch.</param>
internal sealed class ConsumerRun(StoreSession session, IReadOnlyList<InboxEntry> entries)
{
    private const string ConnectionRefusal =
        "The consumer's transaction has ended before the consumer did, since the connection of its context was closed, disposed or broken, or the transaction was ended below EF Core. "
        + "The host commits nothing of the consumer's work, and nothing more is written. Leave the connection open: the host opens it before the consumer and closes it after it. "
        + "Code that opens and closes it has to use Database.OpenConnectionAsync and Database.CloseConnectionAsync, which are counted.";

    private static readonly AsyncLocal<ConsumerRun?> Ambient = new();

    private volatile bool _isOver;
    private InvalidOperationException? _refusal;
    private DbConnection? _connection;
    private bool _isTransactionLost;

    public IReadOnlyList<InboxEntry> Entries => entries;

    /// <summary>Whether the entries are in the transaction, or among the rows of the next save.</summary>
    public bool AreEntriesWritten { get; set; }

    /// <summary>Whether the entries are saved with the consumer's last rows.</summary>
    public bool AreEntriesAmongRows { get; set; }

    /// <summary>True while the entries are being written: that statement needs no preparation.</summary>
    public bool IsWritingEntries { get; set; }

    /// <summary>Whether the consumer has finished, and its work is being saved for the last time.</summary>
    public bool IsCommitting { get; set; }

    /// <summary>Whether the connection may have been closed by other code than EF Core: it may not be possible to reopen it.</summary>
    public bool WasConnectionClosed { get; private set; }

    /// <summary>Stores the reason of a rejection, for the end of the consumer.</summary>
    public InvalidOperationException Refused(string reason)
    {
        var refusal = new InvalidOperationException(reason);
        _refusal ??= refusal;
        return refusal;
    }

    /// <summary>The consumer may have caught a rejection; its later work must not be committed nevertheless.</summary>
    /// <exception cref="InvalidOperationException">A call was rejected; the first reason.</exception>
    public void ThrowIfRefused()
    {
        if (_refusal is not null)
            throw new InvalidOperationException(_refusal.Message, _refusal);
    }

    /// <summary>Rejects a write after the transaction has ended: it would be committed without the previous writes.</summary>
    /// <exception cref="InvalidOperationException">The connection was closed, or the transaction was ended in another way.</exception>
    public void RequireTransaction()
    {
        if (IsTransactionLost())
            throw Refused(ConnectionRefusal);
    }

    /// <summary>Reports a failure whose cause is that the transaction has ended.</summary>
    /// <exception cref="InvalidOperationException">The transaction has ended.</exception>
    public void ThrowIfLost(Exception error)
    {
        if (error.Message != ConnectionRefusal && IsTransactionLost())
            throw new InvalidOperationException(ConnectionRefusal, error);
    }

    /// <summary>Makes it the current one for all calls from here.</summary>
    public void Enter()
    {
        Ambient.Value = this;
        _connection = session.Context.Database.GetDbConnection();
        _connection.StateChange += OnStateChange;
    }

    /// <summary>It was committed or rolled back.</summary>
    public void End()
    {
        _isOver = true;
        if (_connection is not null)
            _connection.StateChange -= OnStateChange;
    }

    private bool IsTransactionLost() =>
        _isTransactionLost || (session.Running is { } running && (session.Context.Database.CurrentTransaction is null || !running.IsUsable()));

    // A pool may return the same connection again at once; then nothing else shows that the transaction is lost.
    private void OnStateChange(object sender, StateChangeEventArgs change)
    {
        if (change.CurrentState == ConnectionState.Open)
            return;
        WasConnectionClosed = true;

        // EF Core clears its transaction before it closes the connection itself.
        if (session.Context.Database.CurrentTransaction is null)
            return;
        _isTransactionLost = true;
        Refused(ConnectionRefusal);
    }

    /// <summary>
    /// Rejects writes with another context than the consumer's: they would be committed separately, and again at each attempt.
    /// </summary>
    /// <exception cref="InvalidOperationException">A consumer is running here, and this is not its context.</exception>
    public static void RefuseOtherThan(StoreSession writing)
    {
        if (Ambient.Value is { _isOver: false } running && running.Session != writing)
            throw running.Refused(
                $"A consumer writes with a {writing.Context.GetType().Name} of another scope than its own: that would be committed separately from the event, and again at each retry. "
                + "Use the context that is injected into the consumer, or pass it on.");
    }

    private StoreSession Session => session;
}
