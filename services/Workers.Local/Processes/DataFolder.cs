using Workers.Local.Services;

namespace Workers.Local.Processes;

/// <summary>
/// Where databases, mails and logs are. LocalAws forgets its queues when it stops, so a new start begins with empty databases
/// too; a folder of one's own is kept as it is.
/// </summary>
/// <param name="Path">The folder.</param>
/// <param name="IsNew">Whether there is nothing in it from an earlier run.</param>
internal sealed record DataFolder(string Path, bool IsNew)
{
    public static DataFolder Prepare(string? own)
    {
        var path = System.IO.Path.GetFullPath(own ?? System.IO.Path.Combine(ServiceFolders.Root(), "services", "Workers.Local", ".data"));
        try
        {
            if (own is null && Directory.Exists(path))
                Directory.Delete(path, recursive: true);
            var isNew = !Directory.Exists(path) || !Directory.EnumerateFileSystemEntries(path).Any();
            Directory.CreateDirectory(System.IO.Path.Combine(path, "logs"));
            return new DataFolder(path, isNew);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LocalException($"The data folder {path} cannot be used: {error.Message} Choose another with --data.", error);
        }
    }

    public string LogFile(string service) => System.IO.Path.Combine(Path, "logs", service + ".log");
}
