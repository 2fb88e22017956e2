using Workers.EventBridge.Envelope;

namespace Store.AppHost.Demo;

/// <summary>What the Storefront has answered with 202: from here on it has to happen, once. Safe for many customers at once.</summary>
internal sealed class Accepted
{
    private readonly Lock _lock = new();
    private readonly List<AcceptedOrder> _orders = [];
    private readonly List<AcceptedReturn> _returns = [];
    private readonly List<string> _users = [];
    private readonly HashSet<Guid> _correlations = [];

    /// <summary>The orders.</summary>
    public IReadOnlyList<AcceptedOrder> Orders => _orders;

    /// <summary>The returns.</summary>
    public IReadOnlyList<AcceptedReturn> Returns => _returns;

    /// <summary>The numbers of the users.</summary>
    public IReadOnlyList<string> Users => _users;

    /// <summary>The numbers of all of them.</summary>
    public IReadOnlySet<string> Numbers =>
        _orders.Select(order => order.OrderId).Concat(_returns.Select(returned => returned.ReturnId)).Concat(_users)
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>The ids that tie together what they set off.</summary>
    public IReadOnlySet<Guid> Correlations => _correlations;

    public void Add(AcceptedOrder order)
    {
        lock (_lock)
        {
            _orders.Add(order);
            _correlations.Add(EventIds.ToGuid(order.OrderId));
        }
    }

    public void Add(AcceptedReturn returned)
    {
        lock (_lock)
            _returns.Add(returned);
    }

    public void AddUser(string userId)
    {
        lock (_lock)
        {
            _users.Add(userId);
            _correlations.Add(EventIds.ToGuid(userId));
        }
    }
}

/// <summary>An order.</summary>
/// <param name="OrderId">Its number.</param>
/// <param name="Total">What it costs.</param>
/// <param name="Pieces">How many pieces there are in it.</param>
/// <param name="IsDeclined">Whether the gateway stand-in refuses such a total.</param>
internal sealed record AcceptedOrder(string OrderId, decimal Total, int Pieces, bool IsDeclined);

/// <summary>A return.</summary>
/// <param name="ReturnId">Its number.</param>
/// <param name="OrderId">Its order.</param>
/// <param name="Refund">What is to be paid back.</param>
/// <param name="Pieces">How many pieces come back.</param>
internal sealed record AcceptedReturn(string ReturnId, string OrderId, decimal Refund, int Pieces);
