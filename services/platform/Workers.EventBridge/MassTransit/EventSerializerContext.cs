using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using MassTransit;
using MassTransit.Serialization;
using Workers.EventBridge.Envelope;
using Workers.EventBridge.Topology;

namespace Workers.EventBridge.MassTransit;

/// <summary>Deserializes the contract when a consumer requests it, straight from the bytes of the message.</summary>
/// <param name="envelope">The event.</param>
/// <param name="context">Its ids, times and headers.</param>
/// <param name="consumed">The message types that it can be consumed as.</param>
/// <param name="options">The JSON options of contracts.</param>
/// <param name="stored">Its bytes, if it comes from one of MassTransit's outboxes.</param>
internal sealed class EventSerializerContext(
    EventEnvelope envelope, MessageContext context, ConsumedEvent consumed, JsonSerializerOptions options, byte[]? stored)
    : BaseSerializerContext(SystemTextJsonMessageSerializer.Instance, context, consumed.ConvertAll(MessageUrn.ForTypeString))
{
    public override bool TryGetMessage<T>([NotNullWhen(true)] out T? message)
        where T : class
    {
        message = consumed.ContractOf(typeof(T)) is { } contract ? (T)ContractReader.Read(envelope, contract, options) : null;
        return message is not null;
    }

    public override bool TryGetMessage(Type messageType, [NotNullWhen(true)] out object? message)
    {
        message = consumed.ContractOf(messageType) is { } contract ? ContractReader.Read(envelope, contract, options) : null;
        return message is not null;
    }

    public override IMessageSerializer GetMessageSerializer() =>
        stored is null ? throw Forwarding() : new StoredEventSerializer(envelope, stored);

    public override IMessageSerializer GetMessageSerializer<T>(MessageEnvelope envelope, T message) => throw Forwarding();

    public override IMessageSerializer GetMessageSerializer(object message, string[] messageTypes) => throw Forwarding();

    public override Dictionary<string, object> ToDictionary<T>(T? message)
        where T : class =>
        message is null
            ? []
            : JsonSerializer.SerializeToElement(message, options).Deserialize<Dictionary<string, object>>(options)!;

    private static NotSupportedException Forwarding() =>
        new("An event cannot be forwarded as a message: publish a new one, or let a rule on the bus copy it.");
}
