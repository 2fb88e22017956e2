using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Workers.Hosting.Store.Migrations;

/// <summary>
/// Compares the model with the existing tables: a change of the model without a migration is found at start, and not by the first
/// dead-lettered event. An additional table or column is allowed, unless no row can be written without it.
/// </summary>
internal static class ModelCheck
{
    /// <exception cref="SettingsException">The tables do not match the model; lists all differences.</exception>
    public static async Task CheckModelAsync(this DbContext db, CancellationToken cancellationToken)
    {
        if (db.Model.FindEntityType(typeof(InboxEntry)) is null || db.Model.FindEntityType(typeof(OutboxEntry)) is null)
            throw new SettingsException(
                $"The model of {db.GetType().Name} has no inbox and outbox: call modelBuilder.{nameof(StoreDbContextExtensions.AddInboxAndOutbox)}() in its OnModelCreating.");

        if (StoreSession.Of(db).Provider.HasSchemas
            && db.GetService<IMigrationsAssembly>().ModelSnapshot is null
            && db.Model.FindEntityType(typeof(InboxEntry))?.GetSchema() is { } schema)
            throw new SettingsException(
                $"{db.GetType().Name} puts inbox and outbox into schema {schema} (HasDefaultSchema), but the shared migrations do not create them there: name the schema with each of your own tables, ToTable(name, schema), or let dotnet ef add all migrations.");

        var provider = StoreSession.Of(db).Provider;
        List<string> differences = [];
        foreach (var table in db.Model.GetRelationalModel().Tables)
            differences.AddRange(Differences(table, await StoredColumn.OfAsync(db, table, provider, cancellationToken)));

        if (differences.Count > 0)
            throw new SettingsException(
                $"The tables do not match the model of {db.GetType().Name}: {string.Join("; ", differences)}. "
                + "Add a migration for the change, or revert the change.");
    }

    private static IEnumerable<string> Differences(ITable table, Dictionary<string, StoredColumn> stored)
    {
        if (stored.Count == 0)
            return [$"table {table.Name} is missing"];

        var modelled = table.Columns.Select(column => column.Name).ToHashSet(stored.Comparer);
        return table.Columns.Select(column => Difference(column, stored.GetValueOrDefault(column.Name)))
            .Concat(stored.Where(column => column.Value.NeedsValue && !modelled.Contains(column.Key))
                .Select(column => $"column {column.Key} of table {table.Name} must have a value, but is not in the model"))
            .OfType<string>();
    }

    private static string? Difference(IColumn column, StoredColumn? stored) => stored switch
    {
        null => $"column {column.Name} of table {column.Table.Name} is missing",
        { TakesNull: false } when column.IsNullable => $"column {column.Name} of table {column.Table.Name} is not nullable, but may be null in the model",
        { OtherType: { } type } => $"column {column.Name} of table {column.Table.Name} is of type {type}, but of type {column.StoreType} in the model",
        _ => null,
    };
}
