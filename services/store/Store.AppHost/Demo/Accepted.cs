using Workers.EventBridge.Envelope;

namespace Store.AppHost.Demo;

/// <summary>The requests that the Storefront accepted (202), so that each of their effects must happen exactly once. Thread-safe.</summary>
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

    /// <summary>The numbers of all orders, returns and users.</summary>
    public IReadOnlySet<string> Numbers =>
        _orders.Select(order => order.OrderId).Concat(_returns.Select(returned => returned.ReturnId)).Concat(_users)
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>The correlation ids of their events.</summary>
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

/// <summary>An accepted order.</summary>
/// <param name="OrderId">Its number.</param>
/// <param name="Total">Its total.</param>
/// <param name="Pieces">Number of pieces.</param>
/// <param name="IsDeclined">Whether the simulated gateway declines such a total.</param>
internal sealed record AcceptedOrder(string OrderId, decimal Total, int Pieces, bool IsDeclined);

/// <summary>An accepted return.</summary>
/// <param name="ReturnId">Its number.</param>
/// <param name="OrderId">Its order.</param>
/// <param name="Refund">The amount to refund.</param>
/// <param name="Pieces">Number of returned pieces.</param>
internal sealed record AcceptedReturn(string ReturnId, string OrderId, decimal Refund, int Pieces);
