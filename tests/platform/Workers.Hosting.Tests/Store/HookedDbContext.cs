using Crashing.Worker;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Postgres.Testing;
using Workers.Hosting.Store;
using Workers.Hosting.Store.Migrations;

namespace Workers.Hosting.Tests.Store;

/// <summary>A store whose <c>SaveChangesAsync</c> does more than to save, as it is usual for audit columns and domain events.</summary>
public sealed class HookedDbContext(DbContextOptions<HookedDbContext> options) : DbContext(options)
{
    public DbSet<Answer> Answers => Set<Answer>();

    public static AsyncLocal<SaveHooks?> Hooks { get; } = new();

    public override async Task<int> SaveChangesAsync(CancellationToken cancellationToken = default)
    {
        if (Hooks.Value is { SkipsSave: true } && !ChangeTracker.HasChanges())
            return 0;
        Hooks.Value?.BeforeSave?.Invoke(this);
        var rows = await SaveAsync(cancellationToken);
        Hooks.Value?.AfterSave?.Invoke(this);
        return rows;
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.AddInboxAndOutbox();
        modelBuilder.Entity<Answer>().Property(answer => answer.Subject).IsConcurrencyToken();
    }

    /// <summary>With the retry of EF Core's documentation ("Handling concurrency conflicts"), or without what could not be saved.</summary>
    private async Task<int> SaveAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await base.SaveChangesAsync(cancellationToken);
            }
            catch (DbUpdateConcurrencyException) when (Hooks.Value is { DropsConflicts: true })
            {
                ChangeTracker.Clear();
                return 0;
            }
            catch (DbUpdateConcurrencyException conflict) when (Hooks.Value is { RetriesConflicts: true })
            {
                foreach (var entry in conflict.Entries)
                    entry.OriginalValues.SetValues((await entry.GetDatabaseValuesAsync(cancellationToken))!);
            }
        }
    }

    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        Hooks.Value?.BeforeSave?.Invoke(this);
        var rows = base.SaveChanges(acceptAllChangesOnSuccess);
        Hooks.Value?.AfterSave?.Invoke(this);
        return rows;
    }
}

/// <summary>What is done around a save.</summary>
public sealed class SaveHooks
{
    /// <summary>In the override, before it saves.</summary>
    public Action<HookedDbContext>? BeforeSave { get; init; }

    /// <summary>In the override, after it has saved.</summary>
    public Action<HookedDbContext>? AfterSave { get; init; }

    /// <summary>In an interceptor, before it saves.</summary>
    public Action<HookedDbContext>? Saving { get; init; }

    /// <summary>In an interceptor, after it has saved.</summary>
    public Action<HookedDbContext>? Saved { get; init; }

    /// <summary>In a handler of the context's event, before it saves.</summary>
    public Action<HookedDbContext>? SavingEvent { get; init; }

    /// <summary>In a handler of the context's event, after it has saved.</summary>
    public Action<HookedDbContext>? SavedEvent { get; init; }

    /// <summary>Whether the override saves again after a conflict.</summary>
    public bool RetriesConflicts { get; init; }

    /// <summary>Whether the override goes on without what is in conflict.</summary>
    public bool DropsConflicts { get; init; }

    /// <summary>Whether the override saves only what the change tracker has.</summary>
    public bool SkipsSave { get; init; }
}

[DbContext(typeof(HookedDbContext))]
[Migration("1001_Answers")]
public sealed class HookedAnswers : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.CreateTable(
        "Answers",
        table => new { Id = table.Column<int>().Identity(), Subject = table.Column<string>() },
        constraints: table => table.PrimaryKey("PK_Answers", row => row.Id));
}

/// <summary>That store, with the hooks as an interceptor.</summary>
public sealed class HookedStore(DatabaseKind database) : TestStore<HookedDbContext>(
    database, services => services.ConfigureDbContext<HookedDbContext>(options => options.AddInterceptors(new Interceptor())))
{
    private sealed class Interceptor : SaveChangesInterceptor
    {
        public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
        {
            HookedDbContext.Hooks.Value?.Saving?.Invoke((HookedDbContext)eventData.Context!);
            return result;
        }

        public override int SavedChanges(SaveChangesCompletedEventData eventData, int result)
        {
            HookedDbContext.Hooks.Value?.Saved?.Invoke((HookedDbContext)eventData.Context!);
            return result;
        }

        public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
            DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(SavingChanges(eventData, result));

        public override ValueTask<int> SavedChangesAsync(
            SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(SavedChanges(eventData, result));
    }
}
