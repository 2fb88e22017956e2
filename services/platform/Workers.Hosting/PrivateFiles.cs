namespace Workers.Hosting;

/// <summary>
/// Files with personal data: only the user of this process can read and write them, whatever the umask. Existing files keep their mode.
/// Windows has no modes: there the folder's access list applies.
/// </summary>
public static class PrivateFiles
{
    private const UnixFileMode OwnFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnFolder = OwnFile | UnixFileMode.UserExecute;

    /// <summary>Creates a folder, and its missing parents, with mode 0700.</summary>
    /// <param name="path">The folder; an existing one is unchanged.</param>
    /// <exception cref="IOException">There is a file of that name, or the folder cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The parent folder is not writable.</exception>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        // For a whole path, .NET would create the parents readable for everybody.
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Directory.Exists(full))
            return;
        if (Path.GetDirectoryName(full) is { } parent)
            CreateFolder(parent);
        Directory.CreateDirectory(full, OwnFolder);
    }

    /// <summary>Opens a file; a new file gets mode 0600.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mode">Whether it is created, and what happens if it exists.</param>
    /// <param name="access">Access of the stream; writing by default.</param>
    /// <param name="share">Access of others meanwhile; none by default.</param>
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
