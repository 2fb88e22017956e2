namespace Stock.Worker;

/// <summary>How an order stands. One row per order, so that events about it that meet cannot miss each other.</summary>
public sealed class Reservation
{
    /// <summary>A return came before its order.</summary>
    public const string Awaited = "awaited";

    /// <summary>Set aside.</summary>
    public const string Reserved = "reserved";

    /// <summary>The shelves did not hold it all, so nothing was set aside.</summary>
    public const string Shortage = "short";

    /// <summary>Back on the shelf, or never taken from it, since the payment was declined.</summary>
    public const string Released = "released";

    /// <summary>The order.</summary>
    public required string OrderId { get; init; }

    /// <summary>One of <see cref="Awaited"/>, <see cref="Reserved"/>, <see cref="Shortage"/> and <see cref="Released"/>.</summary>
    public string Status { get; private set; } = Awaited;

    /// <summary>When the status last changed.</summary>
    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>Concurrency token: of two that change the order at once, one starts over.</summary>
    public int Version { get; private set; }

    /// <summary>Moves on to <paramref name="status"/>, or takes note of something that leaves it as it is.</summary>
    public void Become(string status, DateTimeOffset now) => (Status, ChangedAt, Version) = (status, now, Version + 1);
}
