using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Workers.Hosting.Store;

/// <summary>
/// Creates the file of a database before SQLite does, which would let everybody read it. Its journals get the mode of the database
/// (SQLite, os_unix.c, <c>findCreateFileMode</c>).
/// </summary>
internal static class SqliteFile
{
    // A consumer opens a connection, and to parse the connection string takes longer than to look for the file.
    private static readonly ConcurrentDictionary<string, SqliteConnectionStringBuilder> Parsed = new(StringComparer.Ordinal);

    public static void CreateIfMissing(string connectionString)
    {
        var connection = Parse(connectionString);
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

    /// <summary>Whether nothing can be written through a connection of this string.</summary>
    public static bool IsReadOnly(string connectionString) => Parse(connectionString).Mode == SqliteOpenMode.ReadOnly;

    private static SqliteConnectionStringBuilder Parse(string connectionString) => Parsed.GetOrAdd(connectionString, static text => new(text));

    /// <summary>Neither in memory, nor a URI, nor a path that the driver still has to complete.</summary>
    private static bool IsPath(string source) =>
        source.Length > 0 && source[0] is not (':' or '|') && !source.StartsWith("file:", StringComparison.OrdinalIgnoreCase);
}
