using Microsoft.Data.Sqlite;

namespace Workers.Hosting.Store;

/// <summary>
/// Creates the file of a database before SQLite does, which would let everybody read it. Its journals get the mode of the database
/// (SQLite, os_unix.c, <c>findCreateFileMode</c>).
/// </summary>
internal static class SqliteFile
{
    public static void CreateIfMissing(string connectionString)
    {
        var connection = new SqliteConnectionStringBuilder(connectionString);
        if (connection.Mode != SqliteOpenMode.ReadWriteCreate || !IsPath(connection.DataSource) || File.Exists(connection.DataSource))
            return;
        try
        {
            // An empty file is an empty database.
            PrivateFiles.Open(connection.DataSource, FileMode.CreateNew, share: FileShare.ReadWrite).Dispose();
        }
        catch (IOException)
        {
            // Another process was faster, or SQLite says what is wrong when it opens the file.
        }
        catch (UnauthorizedAccessException)
        {
            // The same.
        }
    }

    /// <summary>Neither in memory, nor a URI, nor a path that the driver still has to complete.</summary>
    private static bool IsPath(string source) =>
        source.Length > 0 && source[0] is not (':' or '|') && !source.StartsWith("file:", StringComparison.OrdinalIgnoreCase);
}
