using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Workers.Hosting.Store.Migrations;

/// <summary>
/// Compares the model with the tables that are there: a change of the model without a migration is found at the start, and not by the
/// first event that is dead-lettered. A table or column that is left over is no fault, unless no row can be written without it.
/// </summary>
internal static class ModelCheck
{
    /// <exception cref="SettingsException">The model asks for what the tables do not have, with all differences.</exception>
    public static async Task CheckModelAsync(this WorkerDbContext db, CancellationToken cancellationToken)
    {
        if (db.Database.IsNpgsql() && db.Model.FindEntityType(typeof(InboxEntry))?.GetSchema() is { } schema)
            throw new SettingsException(
                $"{db.GetType().Name} puts inbox and outbox into schema {schema} (HasDefaultSchema), where their migrations do not make them: name the schema with each of your own tables, ToTable(name, schema).");

        var names = db.Database.IsSqlite() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        List<string> differences = [];
        foreach (var table in db.Model.GetRelationalModel().Tables)
            differences.AddRange(Differences(table, await StoredColumn.OfAsync(db, table, names, cancellationToken)));

        if (differences.Count > 0)
            throw new SettingsException(
                $"The tables are not those of the model of {db.GetType().Name}: {string.Join("; ", differences)}. "
                + "Add a migration that makes the change, or take the change back.");
    }

    private static IEnumerable<string> Differences(ITable table, Dictionary<string, StoredColumn> stored)
    {
        if (stored.Count == 0)
            return [$"table {table.Name} is missing"];

        var modelled = table.Columns.Select(column => column.Name).ToHashSet(stored.Comparer);
        return table.Columns.Select(column => Difference(column, stored.GetValueOrDefault(column.Name)))
            .Concat(stored.Where(column => column.Value.NeedsValue && !modelled.Contains(column.Key))
                .Select(column => $"column {column.Key} of table {table.Name} must have a value, and the model has no such column"))
            .OfType<string>();
    }

    private static string? Difference(IColumn column, StoredColumn? stored) => stored switch
    {
        null => $"column {column.Name} of table {column.Table.Name} is missing",
        { TakesNull: false } when column.IsNullable => $"column {column.Name} of table {column.Table.Name} takes no null, and may be null in the model",
        { OtherType: { } type } => $"column {column.Name} of table {column.Table.Name} is of type {type}, and of type {column.StoreType} in the model",
        _ => null,
    };
}
