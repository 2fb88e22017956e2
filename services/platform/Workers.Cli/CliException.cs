namespace Workers.Cli;

/// <summary>An error for the user; the message has the problem, the place and the remedy.</summary>
internal sealed class CliException(string message, Exception? inner = null) : Exception(message, inner);
