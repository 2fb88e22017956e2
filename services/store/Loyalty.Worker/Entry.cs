namespace Loyalty.Worker;

/// <summary>Points that came or went. Its own key, so that points given twice stand here, and count, twice.</summary>
public sealed class Entry
{
    /// <summary>For an order.</summary>
    public const string Given = "points-given";

    /// <summary>For a return.</summary>
    public const string TakenBack = "points-taken-back";

    /// <summary>Given by the database.</summary>
    public long Id { get; private set; }

    /// <summary>Whose points they are.</summary>
    public required string Account { get; init; }

    /// <summary>The order or the return.</summary>
    public required string Subject { get; init; }

    /// <summary><see cref="Given"/> or <see cref="TakenBack"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Positive when given, negative when taken back.</summary>
    public required long Points { get; init; }
}

/// <summary>That an order or a return is settled. Its key keeps it from being settled again.</summary>
public sealed class Settled
{
    /// <summary>As <see cref="Entry.Kind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>As <see cref="Entry.Subject"/>.</summary>
    public required string Subject { get; init; }
}
