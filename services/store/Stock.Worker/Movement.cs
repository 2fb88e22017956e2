namespace Stock.Worker;

/// <summary>Pieces that left a shelf or came to it. Its own key, so that a thing done twice stands here twice.</summary>
public sealed class Movement
{
    /// <summary>Given by the database.</summary>
    public long Id { get; private set; }

    /// <summary>The order, or null for a return of an unknown one.</summary>
    public string? OrderId { get; init; }

    /// <summary>The return, or null for everything else.</summary>
    public string? ReturnId { get; init; }

    /// <summary>Place in the booking, from 0.</summary>
    public required int Position { get; init; }

    /// <summary>Stock keeping unit.</summary>
    public required string Sku { get; init; }

    /// <summary>Pieces: negative away from the shelf, positive to it.</summary>
    public required int Quantity { get; init; }

    /// <summary><c>reserved</c>, <c>released</c> or <c>returned</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }
}
