using System.Text.Json;

namespace Workers.EventBridge.Envelope;

/// <summary>Deserializes the contract of an event, straight from the bytes of the message.</summary>
internal static class ContractReader
{
    /// <summary>Reads the data of an event.</summary>
    /// <exception cref="PoisonEventException">The data does not match the contract, or violates its rules.</exception>
    public static object Read(EventEnvelope envelope, Type contract, JsonSerializerOptions options)
    {
        try
        {
            var message = JsonSerializer.Deserialize(envelope.Data.Span, contract, options)
                ?? throw new PoisonEventException("contract", $"The data of {envelope.Name} is null.");
            return EventRules.Problems(message) is { } problems
                ? throw new PoisonEventException("invalid", $"{envelope.Name} violates its own rules: {problems}{Hint(envelope)}")
                : message;
        }
        catch (Exception error) when (error is not PoisonEventException)
        {
            // Includes exceptions of the contract's constructor or setters.
            throw new PoisonEventException(
                "contract", $"The data of {envelope.Name} does not match its contract: {error.Message}{Hint(envelope)}", error);
        }
    }

    // Without our metadata, all of detail is read as the contract, and a missing property of it is not the real problem.
    private static string Hint(EventEnvelope envelope) => envelope.MetadataProblem is { } problem
        ? $" All of 'detail' was read as the data, as for a publisher without the envelope, because {problem}."
        : "";
}
