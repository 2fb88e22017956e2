namespace Warehouse.Worker;

/// <summary>An event that reached the warehouse. Its own key, so that a thing done twice stands here twice.</summary>
public sealed class JournalEntry
{
    /// <summary>A pick list was handed out.</summary>
    public const string Issued = "pick-list-issued";

    /// <summary>An order was put on hold.</summary>
    public const string Held = "held";

    /// <summary>Given by the database.</summary>
    public long Id { get; private set; }

    /// <summary>The order.</summary>
    public required string OrderId { get; init; }

    /// <summary><see cref="Issued"/> or <see cref="Held"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }
}
