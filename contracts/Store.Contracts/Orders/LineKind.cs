using System.Text.Json.Serialization;

namespace Store.Contracts.Orders;

/// <summary>What a line stands for, and so who cares.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LineKind>))]
public enum LineKind
{
    /// <summary>Something on a shelf: reserved, picked, put back, and booked.</summary>
    Goods,

    /// <summary>Postage, a fee, a discount, a correction: booked, but never on a shelf.</summary>
    Other,
}
