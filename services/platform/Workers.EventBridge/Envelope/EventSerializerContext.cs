using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using MassTransit;
using MassTransit.Serialization;

namespace Workers.EventBridge.Envelope;

/// <summary>Deserializes the contract when a consumer asks for it, straight from the bytes of the message.</summary>
internal sealed class EventSerializerContext(EventEnvelope envelope, MessageContext context, string[] messageTypes)
    : BaseSerializerContext(SystemTextJsonMessageSerializer.Instance, context, messageTypes)
{
    public override bool TryGetMessage<T>([NotNullWhen(true)] out T? message)
        where T : class
    {
        message = IsSupportedMessageType<T>() ? (T)Deserialize(typeof(T)) : null;
        return message is not null;
    }

    public override bool TryGetMessage(Type messageType, [NotNullWhen(true)] out object? message)
    {
        message = IsSupportedMessageType(messageType) ? Deserialize(messageType) : null;
        return message is not null;
    }

    public override IMessageSerializer GetMessageSerializer() => throw Forwarding();

    public override IMessageSerializer GetMessageSerializer<T>(MessageEnvelope envelope, T message) => throw Forwarding();

    public override IMessageSerializer GetMessageSerializer(object message, string[] messageTypes) => throw Forwarding();

    public override Dictionary<string, object> ToDictionary<T>(T? message)
        where T : class =>
        message is null
            ? []
            : JsonSerializer.SerializeToElement(message, EventJson.Options).Deserialize<Dictionary<string, object>>(EventJson.Options)!;

    private object Deserialize(Type messageType)
    {
        try
        {
            var message = JsonSerializer.Deserialize(envelope.Data.Span, messageType, EventJson.Options)
                ?? throw new PoisonEventException("contract", $"The data of {envelope.Name} is null.");
            return EventRules.Problems(message) is { } problems
                ? throw new PoisonEventException("invalid", $"{envelope.Name} breaks its own rules: {problems}{Hint()}")
                : message;
        }
        catch (Exception error) when (error is not PoisonEventException)
        {
            // What a constructor or a setter of the contract throws, too.
            throw new PoisonEventException("contract", $"The data of {envelope.Name} does not fit its contract: {error.Message}{Hint()}", error);
        }
    }

    // Without metadata of ours all of detail is the contract, and what is missing there is not what is wrong.
    private string Hint() => envelope.MetadataProblem is { } problem
        ? $" All of 'detail' was read as the data, as of a publisher without the envelope, since {problem}."
        : "";

    private static NotSupportedException Forwarding() =>
        new("An event cannot be forwarded as a message: publish a new one, or let a rule on the bus copy it.");
}
