using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Workers.Hosting.Store.Migrations;

/// <summary>
/// The migrations of a worker's database. With a model snapshot, which <c>dotnet ef migrations add</c> writes, they are those of the
/// worker's assembly: EF Core has put inbox and outbox into them. Without one they are the shared ones of inbox and outbox, and those that
/// the worker has written for its own tables; they omit column types, so that each provider chooses them, on SQLite and on PostgreSQL.
/// <see cref="ModelCheck"/> compares the tables with the model.
/// </summary>
internal sealed class WorkerMigrations : IMigrationsAssembly
{
    private readonly Dictionary<string, TypeInfo> _migrations;

    public WorkerMigrations(ICurrentDbContext current, IDbContextOptions options)
    {
        var context = current.Context.GetType();
        Assembly = AssemblyOf(options) ?? context.Assembly;
        ModelSnapshot = Assembly.DefinedTypes.FirstOrDefault(type => IsA<ModelSnapshot>(type, context)) is { } snapshot
            ? (ModelSnapshot)Activator.CreateInstance(snapshot.AsType())!
            : null;
        var own = Of(Assembly, context);

        // The first migration that dotnet ef adds has all tables, and would get the namespace of the latest one here.
        var isAddingFirst = EF.IsDesignTime && own.Count == 0;
        List<TypeInfo> shared = ModelSnapshot is null && !isAddingFirst ? Of(typeof(WorkerMigrations).Assembly, context) : [];
        _migrations = shared.Union(own).ToDictionary(type => type.GetCustomAttribute<MigrationAttribute>()!.Id, StringComparer.Ordinal);
    }

    public IReadOnlyDictionary<string, TypeInfo> Migrations =>
        new SortedDictionary<string, TypeInfo>(_migrations, StringComparer.Ordinal);

    public ModelSnapshot? ModelSnapshot { get; }

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

    private static List<TypeInfo> Of(Assembly assembly, Type context) => [.. assembly.DefinedTypes.Where(type => IsA<Migration>(type, context))];

    private static Assembly? AssemblyOf(IDbContextOptions options) => RelationalOptionsExtension.Extract(options) switch
    {
        { MigrationsAssemblyObject: { } assembly } => assembly,
        { MigrationsAssembly: { } name } => Assembly.Load(new AssemblyName(name)),
        _ => null,
    };

    private static bool IsA<T>(TypeInfo type, Type context) => type.IsSubclassOf(typeof(T)) && !type.IsAbstract
        && type.GetCustomAttribute<DbContextAttribute>()?.ContextType.IsAssignableFrom(context) == true;
}
