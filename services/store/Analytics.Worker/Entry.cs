namespace Analytics.Worker;

/// <summary>Something booked on a business day. Its own key, so that a thing booked twice stands here, and counts, twice.</summary>
public sealed class Entry
{
    /// <summary>An order.</summary>
    public const string Sale = "sale-booked";

    /// <summary>A return.</summary>
    public const string Return = "return-booked";

    /// <summary>A registration.</summary>
    public const string Registration = "registration-booked";

    /// <summary>Given by the database.</summary>
    public long Id { get; private set; }

    /// <summary>The order, return or user.</summary>
    public required string Subject { get; init; }

    /// <summary>One of <see cref="Sale"/>, <see cref="Return"/> and <see cref="Registration"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The business day, in UTC.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>ISO 4217 code; empty for a registration.</summary>
    public string Currency { get; init; } = "";

    /// <summary>Pieces on all lines; negative for a return.</summary>
    public long Units { get; init; }

    /// <summary>Money; negative for a return.</summary>
    public decimal Revenue { get; init; }
}

/// <summary>That something is booked. Its key keeps it from being booked again.</summary>
public sealed class Booked
{
    /// <summary>As <see cref="Entry.Kind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>As <see cref="Entry.Subject"/>.</summary>
    public required string Subject { get; init; }
}
