using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Workers.Hosting;

/// <summary>
/// Creates the database file before SQLite does, which would make it readable for everybody. Its journals get the mode of the database
/// (SQLite, os_unix.c, <c>findCreateFileMode</c>).
/// </summary>
internal static class SqliteFile
{
    // Each consumer opens a connection, and parsing the connection string takes longer than looking for the file.
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
            // Another process was faster, or SQLite will report the problem when it opens the file.
        }
        catch (UnauthorizedAccessException)
        {
            // The same.
        }
    }

    /// <summary>Whether the connection string is read-only.</summary>
    public static bool IsReadOnly(string connectionString) => Parse(connectionString).Mode == SqliteOpenMode.ReadOnly;

    private static SqliteConnectionStringBuilder Parse(string connectionString) => Parsed.GetOrAdd(connectionString, static text => new(text));

    /// <summary>Not in memory, not a URI, and not a path that the driver has to complete.</summary>
    private static bool IsPath(string source) =>
        source.Length > 0 && source[0] is not (':' or '|') && !source.StartsWith("file:", StringComparison.OrdinalIgnoreCase);
}
