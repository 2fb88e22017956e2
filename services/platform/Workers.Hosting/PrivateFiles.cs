namespace Workers.Hosting;

/// <summary>
/// Files with personal data: readable and writable by the user of this process alone, whatever the umask. What exists keeps its mode.
/// Windows has no modes: there the folder's access list decides.
/// </summary>
public static class PrivateFiles
{
    private const UnixFileMode OwnFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnFolder = OwnFile | UnixFileMode.UserExecute;

    /// <summary>Creates a folder, and those above it that are missing, with mode 0700.</summary>
    /// <param name="path">The folder; one that exists stays as it is.</param>
    /// <exception cref="IOException">There is a file of that name, or the folder cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder above it may not be written to.</exception>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        // Given the whole path, .NET would create those above it for everybody to read.
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Directory.Exists(full))
            return;
        if (Path.GetDirectoryName(full) is { } parent)
            CreateFolder(parent);
        Directory.CreateDirectory(full, OwnFolder);
    }

    /// <summary>Opens a file; one that this call creates has mode 0600.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mode">Whether it is created, and what happens if it exists.</param>
    /// <param name="access">What the stream is for; writing by default.</param>
    /// <param name="share">What others may do meanwhile; nothing by default.</param>
    /// <exception cref="IOException">The file cannot be opened, or another process has it.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be opened.</exception>
    public static FileStream Open(
        string path, FileMode mode, FileAccess access = FileAccess.Write, FileShare share = FileShare.None)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share };
        if (!OperatingSystem.IsWindows() && mode is not (FileMode.Open or FileMode.Truncate))
            options.UnixCreateMode = OwnFile;
        return new FileStream(path, options);
    }
}
