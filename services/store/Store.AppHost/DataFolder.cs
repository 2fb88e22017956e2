using Workers.Hosting;

namespace Store.AppHost;

/// <summary>
/// The folder for databases, mails and logs, used by one run at a time. LocalAws loses its queues when it stops, so a new start begins
/// with empty databases too; the content of a user's folder is kept. Only the user can read new files.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private const string LockName = ".lock";

    private readonly FileStream _lock;

    private DataFolder(string path, FileStream @lock, bool isNew) => (Path, _lock, IsNew) = (path, @lock, isNew);

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Whether the folder was empty.</summary>
    public bool IsNew { get; }

    /// <summary>Locks the folder until it is disposed or the process exits, also after a crash.</summary>
    /// <exception cref="SetupException">Another run uses the folder, or it cannot be accessed.</exception>
    public static DataFolder Prepare(string? own)
    {
        var path = System.IO.Path.GetFullPath(own ?? System.IO.Path.Combine(ServiceFolders.Root(), "services", "store", "Store.AppHost", ".data"));
        FileStream? taken = null;
        try
        {
            PrivateFiles.CreateFolder(path);
            taken = Take(path);
            if (own is null)
                Empty(path);
            var isNew = !Content(path).Any();
            PrivateFiles.CreateFolder(System.IO.Path.Combine(path, "logs"));
            return new DataFolder(path, taken, isNew);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            taken?.Dispose();
            throw new SetupException($"The data folder {path} cannot be used: {error.Message} Choose another with --data.", error);
        }
    }

    /// <summary>File with the URL and API key of the dashboard; it exists only during the run.</summary>
    public string DashboardFile => System.IO.Path.Combine(Path, "dashboard.json");

    public string LogFile(string service) => System.IO.Path.Combine(Path, "logs", service + ".log");

    /// <summary>The end of a service's log, for an error message.</summary>
    public string LastLines(string service)
    {
        try
        {
            return string.Join(Environment.NewLine, Lines(service).TakeLast(8).Select(line => "  " + line));
        }
        catch (IOException error)
        {
            return error.Message;
        }
    }

    /// <summary>The last line of a service's log; empty if there is none.</summary>
    public string LastLine(string service)
    {
        try
        {
            return Lines(service).LastOrDefault("");
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>The service's own lines, without those of Aspire.</summary>
    private IEnumerable<string> Lines(string service) => File.ReadLines(LogFile(service)).Where(line =>
        !line.Contains("[sys]", StringComparison.Ordinal)
        && !line.Contains("Waiting for resource", StringComparison.Ordinal)
        && !line.Contains("Finished waiting for resource", StringComparison.Ordinal)
        && !line.Contains("The process ended with exit code", StringComparison.Ordinal)
        && !string.IsNullOrWhiteSpace(line));

    public void Dispose()
    {
        File.Delete(DashboardFile);
        _lock.Dispose();
    }

    private static FileStream Take(string path)
    {
        var file = System.IO.Path.Combine(path, LockName);
        try
        {
            return PrivateFiles.Open(file, FileMode.OpenOrCreate, FileAccess.ReadWrite);
        }
        catch (IOException) when (File.Exists(file))
        {
            throw new SetupException($"Another run uses the data folder {path}. Stop it, or choose another folder with --data.");
        }
    }

    private static void Empty(string path)
    {
        foreach (var entry in Content(path))
        {
            if (entry is DirectoryInfo folder)
                folder.Delete(recursive: true);
            else
                entry.Delete();
        }
    }

    private static IEnumerable<FileSystemInfo> Content(string path) =>
        new DirectoryInfo(path).EnumerateFileSystemInfos().Where(entry => entry.Name != LockName);
}
