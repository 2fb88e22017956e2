namespace Soak;

/// <summary>The soak cannot go on; the message says why, and where to look.</summary>
internal sealed class SoakException(string message, Exception? inner = null) : Exception(message, inner);
