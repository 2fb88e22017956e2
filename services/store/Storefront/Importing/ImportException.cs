namespace Storefront.Importing;

/// <summary>The import cannot continue. The message is for the user.</summary>
internal sealed class ImportException(string message, int exitCode = ImportException.BadFile) : Exception(message)
{
    /// <summary>Exit code if the file is missing or has another format.</summary>
    public const int BadFile = 2;

    /// <summary>Exit code if the Storefront cannot be reached or refuses the import.</summary>
    public const int NoStorefront = 3;

    /// <summary>Exit code of the process.</summary>
    public int ExitCode { get; } = exitCode;
}
