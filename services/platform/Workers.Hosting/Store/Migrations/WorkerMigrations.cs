using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Workers.Hosting.Store.Migrations;

/// <summary>
/// The migrations of a worker's database: the shared ones of inbox and outbox, and those of its own tables in its own assembly. They omit
/// column types, so that each provider chooses them, on SQLite and on PostgreSQL. There is no model snapshot: <see cref="ModelCheck"/>
/// compares the tables with the model instead.
/// </summary>
internal sealed class WorkerMigrations : IMigrationsAssembly
{
    private readonly Dictionary<string, TypeInfo> _migrations;

    public WorkerMigrations(ICurrentDbContext current)
    {
        var context = current.Context.GetType();
        Assembly = context.Assembly;
        _migrations = new[] { typeof(WorkerMigrations).Assembly, Assembly }.Distinct()
            .SelectMany(assembly => assembly.DefinedTypes)
            .Where(type => type.IsSubclassOf(typeof(Migration)) && !type.IsAbstract && IsOf(type, context))
            .ToDictionary(type => type.GetCustomAttribute<MigrationAttribute>()!.Id, StringComparer.Ordinal);
    }

    public IReadOnlyDictionary<string, TypeInfo> Migrations =>
        new SortedDictionary<string, TypeInfo>(_migrations, StringComparer.Ordinal);

    public ModelSnapshot? ModelSnapshot => null;

    public Assembly Assembly { get; }

    public Migration CreateMigration(TypeInfo migrationClass, string activeProvider)
    {
        var migration = (Migration)Activator.CreateInstance(migrationClass.AsType())!;
        migration.ActiveProvider = activeProvider;
        return migration;
    }

    public string? FindMigrationId(string nameOrId) => _migrations.Keys.FirstOrDefault(
        id => string.Equals(id, nameOrId, StringComparison.OrdinalIgnoreCase)
            || id.EndsWith($"_{nameOrId}", StringComparison.OrdinalIgnoreCase));

    private static bool IsOf(TypeInfo migration, Type context) =>
        migration.GetCustomAttribute<DbContextAttribute>()?.ContextType.IsAssignableFrom(context) ?? false;
}
