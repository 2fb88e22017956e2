namespace Workers.Deploy;

/// <summary>Something that the operator has to say is missing or wrong; the message tells what, where, and what to do.</summary>
public sealed class DeployException(string message, Exception? inner = null) : Exception(message, inner);
