namespace Store.AppHost;

/// <summary>A problem with the setup of this machine. The message names the problem, its location, and the fix.</summary>
public sealed class SetupException(string message, Exception? inner = null) : Exception(message, inner);
