using System.Text.Json;

namespace Workers.EventBridge.Envelope;

/// <summary>Deserializes the contract of an event, straight from the bytes of the message.</summary>
internal static class ContractReader
{
    /// <summary>Reads the data of an event.</summary>
    /// <exception cref="PoisonEventException">The data does not fit the contract, or breaks its rules.</exception>
    public static object Read(EventEnvelope envelope, Type contract)
    {
        try
        {
            var message = JsonSerializer.Deserialize(envelope.Data.Span, contract, EventJson.Options)
                ?? throw new PoisonEventException("contract", $"The data of {envelope.Name} is null.");
            return EventRules.Problems(message) is { } problems
                ? throw new PoisonEventException("invalid", $"{envelope.Name} breaks its own rules: {problems}{Hint(envelope)}")
                : message;
        }
        catch (Exception error) when (error is not PoisonEventException)
        {
            // What a constructor or a setter of the contract throws, too.
            throw new PoisonEventException(
                "contract", $"The data of {envelope.Name} does not fit its contract: {error.Message}{Hint(envelope)}", error);
        }
    }

    // Without metadata of ours all of detail is the contract, and what is missing there is not what is wrong.
    private static string Hint(EventEnvelope envelope) => envelope.MetadataProblem is { } problem
        ? $" All of 'detail' was read as the data, as of a publisher without the envelope, since {problem}."
        : "";
}
