namespace Stock.Worker;

/// <summary>The reservation status of an order. One row per order, so that concurrent events about it conflict and none is missed.</summary>
public sealed class Reservation
{
    /// <summary>A return arrived before its order.</summary>
    public const string Awaited = "awaited";

    /// <summary>Reserved.</summary>
    public const string Reserved = "reserved";

    /// <summary>There was not enough stock, so nothing was reserved.</summary>
    public const string Shortage = "short";

    /// <summary>Back in stock, or never reserved, because the payment was declined.</summary>
    public const string Released = "released";

    /// <summary>The order.</summary>
    public required string OrderId { get; init; }

    /// <summary>One of <see cref="Awaited"/>, <see cref="Reserved"/>, <see cref="Shortage"/> and <see cref="Released"/>.</summary>
    public string Status { get; private set; } = Awaited;

    /// <summary>When the status last changed.</summary>
    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>Concurrency token: of two concurrent changes, one fails and is retried.</summary>
    public int Version { get; private set; }

    /// <summary>Changes to <paramref name="status"/>. With the current status it only changes the version.</summary>
    public void Become(string status, DateTimeOffset now) => (Status, ChangedAt, Version) = (status, now, Version + 1);
}
