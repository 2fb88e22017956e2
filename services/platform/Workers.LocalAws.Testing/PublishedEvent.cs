using System.Text.Json;

namespace Workers.LocalAws.Testing;

/// <summary>An event on the bus.</summary>
/// <param name="Id">The id that EventBridge assigned to it.</param>
/// <param name="Source">Its source.</param>
/// <param name="DetailType">Its detail type.</param>
/// <param name="Detail">Its detail, as published.</param>
/// <param name="Envelope">The whole event, as a rule copies it into a queue.</param>
public sealed record PublishedEvent(string Id, string Source, string DetailType, JsonElement Detail, string Envelope)
{
    /// <summary>The event's data as a contract: the member <c>data</c> of an event of the transport, otherwise its whole detail.</summary>
    /// <typeparam name="T">The contract.</typeparam>
    /// <exception cref="JsonException">The data are not of this contract.</exception>
    public T Data<T>() =>
        (Detail.TryGetProperty("metadata", out _) && Detail.TryGetProperty("data", out var data) ? data : Detail)
        .Deserialize<T>(JsonSerializerOptions.Web)!;
}
