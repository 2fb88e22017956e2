namespace Workers.LocalAws.Storage;

/// <summary>The data directory cannot be used; the message is a sentence with the reason and the remedy.</summary>
internal sealed class DataDirectoryException(string message, Exception? cause = null) : IOException(message, cause);
