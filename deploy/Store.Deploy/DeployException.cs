namespace Store.Deploy;

/// <summary>A setting is missing or wrong. The message names the setting, its file, and the fix.</summary>
public sealed class DeployException(string message, Exception? inner = null) : Exception(message, inner);
