using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Workers.Hosting.Store.Migrations;

/// <summary>A column in the database.</summary>
/// <param name="TakesNull">Whether it is nullable.</param>
/// <param name="NeedsValue">Whether a row needs a value for it.</param>
/// <param name="OtherType">Its type, if it differs from the model's; null where types are not enforced.</param>
internal sealed record StoredColumn(bool TakesNull, bool NeedsValue, string? OtherType)
{
    /// <summary>The columns of a table, by name; empty if the table does not exist.</summary>
    public static async Task<Dictionary<string, StoredColumn>> OfAsync(
        DbContext db, ITable table, StoreProvider provider, CancellationToken cancellationToken)
    {
        await db.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            provider.QueryColumns(command, table);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            Dictionary<string, StoredColumn> columns = new(provider.ColumnNames);
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
}
