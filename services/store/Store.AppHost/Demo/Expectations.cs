namespace Store.AppHost.Demo;

/// <summary>
/// The store's promise: what follows from each thing that was accepted, and where it has to be found, once. A worker that is not
/// named here is held to the events alone.
/// </summary>
internal static class Expectations
{
    /// <summary>Where the gateway's ledger counts.</summary>
    public const string Gateway = "gateway";

    /// <summary>Where the mails themselves count.</summary>
    public const string Mailbox = "mailbox";

    /// <summary>Where the Storefront's own rows count.</summary>
    public const string Storefront = "storefront";

    /// <param name="accepted">What was accepted.</param>
    /// <param name="isShort">Orders that the stock could not fill.</param>
    /// <param name="found">What was found, for the two that go together or not at all.</param>
    public static IEnumerable<Expectation> Of(Accepted accepted, IReadOnlySet<string> isShort, Findings found) =>
    [
        .. accepted.Orders.SelectMany(order => Of(order, isShort.Contains(order.OrderId), found)),
        .. accepted.Returns.SelectMany(returned => Of(returned, isShort.Contains(returned.OrderId))),
        .. accepted.Users.SelectMany(OfUser),
    ];

    private static IEnumerable<Expectation> Of(AcceptedOrder order, bool isShort, Findings found)
    {
        var (id, total, pieces) = (order.OrderId, order.Total, order.Pieces);
        yield return new(Storefront, "order-placed", id, total);
        yield return new("email", "confirmation-sent", id);
        yield return new(Mailbox, "confirmation", id);
        yield return new("analytics", "sale-booked", id, total);
        if (decimal.Floor(total) > 0)
            yield return new("loyalty", "points-given", id, decimal.Floor(total));

        yield return new("payment", order.IsDeclined ? "declined" : "charged", id, total);
        if (order.IsDeclined)
        {
            yield return new("email", "payment-declined-sent", id);
            yield return new(Mailbox, "payment-declined", id);
        }
        else
        {
            yield return new(Gateway, "charged", id, total);
        }

        // What holds an order back may come before the order: then nothing is reserved, nor a list issued.
        if (order.IsDeclined || isShort)
            yield return new("warehouse", "held", id, pieces);
        yield return new("warehouse", "pick-list-issued", id, pieces) { Least = order.IsDeclined || isShort ? 0 : 1 };
        if (isShort)
            yield break;
        yield return new("stock", "reserved", id, -pieces) { Least = order.IsDeclined ? 0 : 1 };
        if (order.IsDeclined && found.Count("stock", "reserved", id) > 0)
            yield return new("stock", "released", id, pieces);
    }

    private static IEnumerable<Expectation> Of(AcceptedReturn returned, bool isShort)
    {
        var (id, refund) = (returned.ReturnId, returned.Refund);
        yield return new(Storefront, "return-accepted", id, refund);
        yield return new("payment", "refunded", id, refund);
        yield return new(Gateway, "refunded", id, refund);
        yield return new("analytics", "return-booked", id, -refund);
        if (decimal.Floor(refund) > 0)
            yield return new("loyalty", "points-taken-back", id, -decimal.Floor(refund));
        if (!isShort)
            yield return new("stock", "returned", id, returned.Pieces);
    }

    private static IEnumerable<Expectation> OfUser(string id) =>
    [
        new(Storefront, "user-registered", id),
        new("profile", "profile-created", id),
        new("email", "welcome-sent", id),
        new(Mailbox, "welcome", id),
        new("analytics", "registration-booked", id),
    ];
}

/// <summary>Something that has to be found.</summary>
/// <param name="Where">With whom: a worker, the Storefront, the gateway, the mailbox.</param>
/// <param name="What">The kind of effect.</param>
/// <param name="Subject">The order, the return, the user.</param>
/// <param name="Amount">How much of it: money, pieces, points; 0 where there is nothing to measure.</param>
internal sealed record Expectation(string Where, string What, string Subject, decimal Amount = 0)
{
    /// <summary>How often at least: 1, or 0 for what depends on which of two events comes first. More than once is never right.</summary>
    public int Least { get; init; } = 1;
}
