namespace Workers.LocalAws.Storage;

/// <summary>A directory with the state of a server, locked for other processes until it is disposed.</summary>
internal sealed class DataDirectory : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly FileStream _lock;

    /// <exception cref="DataDirectoryException">Another server uses it, or it is not writable.</exception>
    public DataDirectory(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(Path);
            else
                Directory.CreateDirectory(Path, OwnerOnly | UnixFileMode.UserExecute);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(error);
        }

        _lock = Lock(In("lock"));
    }

    public string Path { get; }

    public string In(string file) => System.IO.Path.Combine(Path, file);

    /// <summary>Replaces the file atomically: a crash leaves the old content or the new one.</summary>
    public void Replace(string file, Action<Stream> write)
    {
        var (path, temporary) = (In(file), In(file + ".new"));
        using (var stream = new FileStream(temporary, Private(FileMode.Create)))
        {
            write(stream);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    public void Dispose() => _lock.Dispose();

    private FileStream Lock(string path)
    {
        try
        {
            return new FileStream(path, Private(FileMode.OpenOrCreate));
        }
        catch (UnauthorizedAccessException error)
        {
            throw NotWritable(error);
        }
        catch (IOException error)
        {
            throw new DataDirectoryException(
                $"The data directory {Path} is in use by another LocalAws ({error.Message}). Stop that one, or choose another directory with "
                + "--data.",
                error);
        }
    }

    private DataDirectoryException NotWritable(Exception error) => new(
        $"The data directory {Path} is not writable ({error.Message}). Change its permissions, or choose another directory with --data.", error);

    private static FileStreamOptions Private(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 64 * 1024 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        return options;
    }
}
