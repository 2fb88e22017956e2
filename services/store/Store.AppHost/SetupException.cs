namespace Store.AppHost;

/// <summary>Something on this machine is not as it has to be; the message says what, where, and what to do.</summary>
public sealed class SetupException(string message, Exception? inner = null) : Exception(message, inner);
