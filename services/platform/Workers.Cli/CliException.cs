namespace Workers.Cli;

/// <summary>Something is not as it has to be; the message says what, where, and what to do.</summary>
internal sealed class CliException(string message, Exception? inner = null) : Exception(message, inner);
