using System.Text.Json.Serialization;

namespace Store.Contracts.Orders;

/// <summary>The kind of a line, which decides how workers handle it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LineKind>))]
public enum LineKind
{
    /// <summary>Goods in stock: reserved, picked, returned to stock, and booked.</summary>
    Goods,

    /// <summary>Postage, a fee, a discount, a correction: booked, but never in stock.</summary>
    Other,
}
