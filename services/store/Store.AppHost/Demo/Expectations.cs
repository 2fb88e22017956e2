namespace Store.AppHost.Demo;

/// <summary>
/// The expected effects of each accepted request, each exactly once, and the service that records them. For a worker that is not listed
/// here, only its events are compared.
/// </summary>
internal static class Expectations
{
    /// <summary>Effects in the ledger of the gateway.</summary>
    public const string Gateway = "gateway";

    /// <summary>Effects in the mail folder.</summary>
    public const string Mailbox = "mailbox";

    /// <summary>Effects in the database of the Storefront.</summary>
    public const string Storefront = "storefront";

    /// <param name="accepted">The accepted requests.</param>
    /// <param name="isShort">Orders without enough stock.</param>
    /// <param name="found">The effects found: a release is expected only if there is a reservation.</param>
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

        // A decline or shortage may arrive before the order: then nothing is reserved and no pick list is issued.
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

/// <summary>An expected effect.</summary>
/// <param name="Where">The service: a worker, the Storefront, the gateway, or the mailbox.</param>
/// <param name="What">The kind of effect.</param>
/// <param name="Subject">The order, return or user.</param>
/// <param name="Amount">Money, pieces or points; 0 for effects without an amount.</param>
internal sealed record Expectation(string Where, string What, string Subject, decimal Amount = 0)
{
    /// <summary>Minimum count: 1, or 0 if the effect depends on the order of two events. The maximum is always 1.</summary>
    public int Least { get; init; } = 1;
}
