using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Workers.Hosting.Store.Migrations;

/// <summary>A column in the database.</summary>
/// <param name="TakesNull">Whether it is nullable.</param>
/// <param name="NeedsValue">Whether a row needs a value for it.</param>
/// <param name="OtherType">Its type, if it differs from the model's; null on SQLite, which does not enforce types.</param>
internal sealed record StoredColumn(bool TakesNull, bool NeedsValue, string? OtherType)
{
    // In SQLite, the primary key that numbers the rows accepts null as "the next number".
    private const string Sqlite =
        """
        SELECT name, "notnull" = 0, "notnull" = 1 AND dflt_value IS NULL AND hidden = 0, NULL
          FROM pragma_table_xinfo(@table)
        """;

    // A name that the database does not know as a type, such as "serial", is not a difference.
    private const string Postgres =
        """
        SELECT a.attname, NOT a.attnotnull, a.attnotnull AND NOT a.atthasdef AND a.attidentity = '',
               CASE WHEN to_regtype(m.type) <> a.atttypid THEN format_type(a.atttypid, NULL) END
          FROM pg_attribute a
          LEFT JOIN unnest(@names, @types) AS m(name, type) ON m.name = a.attname
         WHERE a.attrelid = to_regclass(@table) AND a.attnum > 0 AND NOT a.attisdropped
        """;

    /// <summary>The columns of a table, by name; empty if the table does not exist.</summary>
    public static async Task<Dictionary<string, StoredColumn>> OfAsync(
        DbContext db, ITable table, StringComparer names, CancellationToken cancellationToken)
    {
        await db.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            Ask(command, table, db.Database.IsSqlite());
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            Dictionary<string, StoredColumn> columns = new(names);
            while (await reader.ReadAsync(cancellationToken))
            {
                columns[reader.GetString(0)] = new StoredColumn(
                    reader.GetBoolean(1), reader.GetBoolean(2), await reader.IsDBNullAsync(3, cancellationToken) ? null : reader.GetString(3));
            }

            return columns;
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    private static void Ask(DbCommand command, ITable table, bool isSqlite)
    {
        command.CommandText = isSqlite ? Sqlite : Postgres;
        if (isSqlite)
        {
            Add(command, "table", table.Name);
            return;
        }

        Add(command, "table", table.Schema is { } schema ? $"{Quoted(schema)}.{Quoted(table.Name)}" : Quoted(table.Name));
        Add(command, "names", table.Columns.Select(column => column.Name).ToArray());
        Add(command, "types", table.Columns.Select(column => column.StoreType).ToArray());
    }

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }
}
