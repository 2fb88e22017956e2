using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace Workers.Hosting.Store;

/// <summary>
/// The one transaction of a consumer run: all that the consumer does with its context is in it, together with the inbox entries of the
/// events that it consumes, and the host commits it after the consumer.
/// </summary>
/// <param name="context">The context of the consumer's scope.</param>
/// <param name="entries">One for each event that is consumed; several for a batch.</param>
internal sealed class ConsumerTransaction(WorkerDbContext context, IReadOnlyList<InboxEntry> entries)
{
    private const string ConnectionRefusal =
        "The consumer's transaction has ended before the consumer did, since the connection of its context was closed, disposed of or broken, or the transaction was ended below EF Core. "
        + "The host commits nothing of what the consumer did, and nothing more is written. Leave the connection open: the host opens it before the consumer and closes it after it. "
        + "Code that opens and closes it has to use Database.OpenConnectionAsync and Database.CloseConnectionAsync, which count.";

    private static readonly AsyncLocal<ConsumerTransaction?> Ambient = new();

    private volatile bool _isOver;
    private InvalidOperationException? _refusal;
    private DbConnection? _connection;
    private bool _isTransactionLost;

    public IReadOnlyList<InboxEntry> Entries => entries;

    /// <summary>Whether the entries are in the transaction, or among the rows that are about to be saved.</summary>
    public bool AreEntriesWritten { get; set; }

    /// <summary>Whether the entries are saved with the consumer's last rows.</summary>
    public bool AreEntriesAmongRows { get; set; }

    /// <summary>While the entries are being written: that statement needs no preparation of its own.</summary>
    public bool IsWritingEntries { get; set; }

    /// <summary>Whether the consumer is done, and what it did is being saved for the last time.</summary>
    public bool IsCommitting { get; set; }

    /// <summary>Whether somebody else than EF Core may have closed the connection: it may be one that cannot be opened any more.</summary>
    public bool WasConnectionClosed { get; private set; }

    /// <summary>Keeps the reason of a refusal, for the end of the consumer.</summary>
    public InvalidOperationException Refused(string reason)
    {
        var refusal = new InvalidOperationException(reason);
        _refusal ??= refusal;
        return refusal;
    }

    /// <summary>The consumer may have caught a refusal; what it did after it must not count as done all the same.</summary>
    /// <exception cref="InvalidOperationException">It was refused something; the first reason.</exception>
    public void ThrowIfRefused()
    {
        if (_refusal is not null)
            throw new InvalidOperationException(_refusal.Message, _refusal);
    }

    /// <summary>Refuses to write when the transaction is not there any more: that would be committed without what was written before.</summary>
    /// <exception cref="InvalidOperationException">The connection was closed, or the transaction was ended in another way.</exception>
    public void RequireTransaction()
    {
        if (IsTransactionLost())
            throw Refused(ConnectionRefusal);
    }

    /// <summary>Reports what failed because the transaction is not there any more as such.</summary>
    /// <exception cref="InvalidOperationException">It is not.</exception>
    public void ThrowIfLost(Exception error)
    {
        if (error.Message != ConnectionRefusal && IsTransactionLost())
            throw new InvalidOperationException(ConnectionRefusal, error);
    }

    /// <summary>Begins it for all that is called from here.</summary>
    public void Enter()
    {
        Ambient.Value = this;
        _connection = context.Database.GetDbConnection();
        _connection.StateChange += OnStateChange;
    }

    /// <summary>Committed, or rolled back.</summary>
    public void End()
    {
        _isOver = true;
        if (_connection is not null)
            _connection.StateChange -= OnStateChange;
    }

    private bool IsTransactionLost() =>
        _isTransactionLost || (context.Running is { } running && (context.Database.CurrentTransaction is null || !running.IsUsable()));

    // A pool may hand out the same connection again at once, and then nothing else shows that the transaction is gone.
    private void OnStateChange(object sender, StateChangeEventArgs change)
    {
        if (change.CurrentState == ConnectionState.Open)
            return;
        WasConnectionClosed = true;

        // EF Core forgets its transaction before it closes the connection itself.
        if (context.Database.CurrentTransaction is null)
            return;
        _isTransactionLost = true;
        Refused(ConnectionRefusal);
    }

    /// <summary>Refuses to write with another context than the consumer's: it would commit apart from the event, and again at each try.</summary>
    /// <exception cref="InvalidOperationException">A consumer runs here, and this is not its context.</exception>
    public static void RefuseOtherThan(WorkerDbContext writing)
    {
        if (Ambient.Value is { _isOver: false } running && running.Context != writing)
            throw running.Refused(
                $"A consumer writes with a {writing.GetType().Name} of another scope than its own: that would be committed apart from the event, and again at each retry. "
                + "Use the context that is injected into the consumer, or pass it on.");
    }

    private WorkerDbContext Context => context;
}
