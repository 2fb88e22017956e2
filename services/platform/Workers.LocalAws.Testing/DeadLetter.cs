namespace Workers.LocalAws.Testing;

/// <summary>A message in a dead-letter queue.</summary>
/// <param name="Body">The event as the worker received it.</param>
/// <param name="Reason">Why the worker moved it there; null if SQS itself did, after too many receives.</param>
/// <param name="Attributes">All message attributes, such as <c>ExceptionType</c>.</param>
public sealed record DeadLetter(string Body, string? Reason, IReadOnlyDictionary<string, string> Attributes);
