namespace Storefront.Importing;

/// <summary>The import cannot go on; the message is for the user.</summary>
internal sealed class ImportException(string message, int exitCode = ImportException.BadFile) : Exception(message)
{
    /// <summary>Exit code when the file is missing or is something else.</summary>
    public const int BadFile = 2;

    /// <summary>Exit code when the Storefront is not there or does not take it.</summary>
    public const int NoStorefront = 3;

    /// <summary>What the process ends with.</summary>
    public int ExitCode { get; } = exitCode;
}
