using Workers.EventBridge.Envelope.Foreign;

namespace Workers.EventBridge.Envelope;

/// <summary>A parsed envelope, or the parse error, as a payload of the receive context.</summary>
public sealed class ReceivedEvent
{
    private readonly EventEnvelope? _envelope;
    private readonly PoisonEventException? _problem;

    private ReceivedEvent(EventEnvelope? envelope, PoisonEventException? problem) => (_envelope, _problem) = (envelope, problem);

    /// <summary>The envelope.</summary>
    /// <exception cref="PoisonEventException">The message is not an EventBridge event.</exception>
    public EventEnvelope Envelope => _envelope ?? throw _problem!;

    internal EventEnvelope? EnvelopeOrNull => _envelope;

    /// <summary>Reads the body of a message; most are EventBridge events.</summary>
    internal static ReceivedEvent Read(ReadOnlyMemory<byte> body, string messageId, ForeignBodies bodies)
    {
        try
        {
            return new ReceivedEvent(bodies.Unwrap(EnvelopeReader.Read(body)), problem: null);
        }
        catch (PoisonEventException poison)
        {
            return ReadForeign(body, messageId, bodies, poison);
        }
    }

    private static ReceivedEvent ReadForeign(ReadOnlyMemory<byte> body, string messageId, ForeignBodies bodies, PoisonEventException problem)
    {
        try
        {
            return new ReceivedEvent(bodies.Read(body, messageId, problem), problem: null);
        }
        catch (PoisonEventException poison)
        {
            return new ReceivedEvent(envelope: null, poison);
        }
    }
}
