namespace Workers.Local;

/// <summary>Something on this machine is not as it has to be; the message says what, where, and what to do.</summary>
public sealed class LocalException(string message, Exception? inner = null) : Exception(message, inner);
