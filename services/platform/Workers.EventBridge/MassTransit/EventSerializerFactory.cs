using System.Net.Mime;
using MassTransit;
using Workers.EventBridge.Envelope;
using Workers.EventBridge.Topology;

namespace Workers.EventBridge.MassTransit;

/// <summary>
/// The EventBridge envelope as a MassTransit serialization. The transport includes it; on another transport add it with
/// <c>AddDeserializer(new EventSerializerFactory(types), isDefault: true)</c>, and <c>types.Consume(typeof(…))</c> for each contract.
/// </summary>
/// <param name="types">The contracts that may be received.</param>
/// <param name="producer">The publishing component; <c>unknown</c> by default.</param>
/// <param name="time">The clock for <c>occurredAt</c> and the time to live; the system's clock by default.</param>
public sealed class EventSerializerFactory(
    EventTypeMap types, Func<string>? producer = null, TimeProvider? time = null) : ISerializerFactory
{
    internal static readonly ContentType MediaType = new("application/vnd.aws.eventbridge+json");

    /// <inheritdoc />
    public ContentType ContentType => MediaType;

    /// <summary>The JSON options of contracts; <see cref="EventJson.Options"/> by default.</summary>
    internal ContractJson Json { get; init; } = new();

    /// <inheritdoc />
    public IMessageSerializer CreateSerializer() => new EventSerializer(types, producer ?? (() => "unknown"), time ?? TimeProvider.System, Json);

    /// <inheritdoc />
    public IMessageDeserializer CreateDeserializer() => new EventDeserializer(types, time ?? TimeProvider.System, Json);
}
