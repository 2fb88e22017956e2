using Workers.Hosting;

namespace Store.AppHost;

/// <summary>
/// Where databases, mails and logs are, for one run at a time. LocalAws forgets its queues when it stops, so a new start begins with
/// empty databases too; a folder of one's own is kept as it is. What is made in it is for its user alone.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private const string LockName = ".lock";

    private readonly FileStream _lock;

    private DataFolder(string path, FileStream @lock, bool isNew) => (Path, _lock, IsNew) = (path, @lock, isNew);

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Whether there was nothing in it from an earlier run.</summary>
    public bool IsNew { get; }

    /// <summary>Takes the folder until disposed of, or until the process ends, however it ends.</summary>
    /// <exception cref="SetupException">Another run has it, or it cannot be used.</exception>
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

    /// <summary>Where the dashboard is and how to ask it; only while it runs.</summary>
    public string DashboardFile => System.IO.Path.Combine(Path, "dashboard.json");

    public string LogFile(string service) => System.IO.Path.Combine(Path, "logs", service + ".log");

    /// <summary>The end of a service's log, for an error.</summary>
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

    /// <summary>The last line that a service wrote; empty when there is none.</summary>
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

    /// <summary>What the service itself wrote, without the lines of Aspire.</summary>
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
