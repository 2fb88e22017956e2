using Crashing.Worker;
using Microsoft.EntityFrameworkCore;
using Workers.Hosting.Store;
using Workers.Hosting.Store.Migrations;

namespace Workers.Hosting.Tests.Store;

/// <summary>Who may read the files of a SQLite store.</summary>
public sealed class StoreFilesTests : IDisposable
{
    private const UnixFileMode OwnFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode ForEverybody = OwnFile | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory("store-");

    public StoreFilesTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");

    private string Folder => Path.Combine(_parent.FullName, "data", "more");

    private string File => Path.Combine(Folder, "answers.db");

    public void Dispose() => _parent.Delete(recursive: true);

    [Fact]
    public async Task A_database_its_journals_and_its_migration_lock_are_for_their_user_alone()
    {
        await using var db = Open();
        await db.MigrateAsync(TestContext.Current.CancellationToken);
        await db.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await db.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await db.Database.ExecuteSqlRawAsync("""DELETE FROM "Answers" """, TestContext.Current.CancellationToken);

        Assert.Equal(
            [("answers.db", OwnFile), ("answers.db-migrating", OwnFile), ("answers.db-shm", OwnFile), ("answers.db-wal", OwnFile)],
            Directory.GetFiles(Folder).Order(StringComparer.Ordinal).Select(file => (Path.GetFileName(file), ModeOf(file))));
    }

    [Fact]
    public async Task A_database_that_no_migration_made_is_for_its_user_alone_too()
    {
        Directory.CreateDirectory(Folder);
        await using var db = Open();
        await db.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);

        Assert.Equal(OwnFile, ModeOf(File));
    }

    [Fact]
    public async Task Its_folder_and_those_above_it_are_for_the_user_alone()
    {
        await using var db = Open();
        await db.MigrateAsync(TestContext.Current.CancellationToken);

        Assert.All([Folder, Path.GetDirectoryName(Folder)!], folder => Assert.Equal(OwnFile | UnixFileMode.UserExecute, ModeOf(folder)));
    }

    [Fact]
    public async Task A_folder_and_a_file_that_are_there_stay_as_they_are()
    {
        const UnixFileMode folderMode = ForEverybody | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        Directory.CreateDirectory(Folder);
        System.IO.File.Create(File).Dispose();
        Set(Folder, folderMode);
        Set(File, ForEverybody);

        await using var db = Open();
        await db.MigrateAsync(TestContext.Current.CancellationToken);

        Assert.Equal((folderMode, ForEverybody), (ModeOf(Folder), ModeOf(File)));
    }

    [Theory]
    [InlineData("Data Source=:memory:")]
    [InlineData("Data Source=shared;Mode=Memory;Cache=Shared")]
    [InlineData("Data Source=file:shared?mode=memory")]
    public async Task A_database_in_memory_leaves_no_file(string connectionString)
    {
        await using var db = Open(connectionString);
        await db.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);

        Assert.Empty(Directory.GetFiles(Environment.CurrentDirectory, "*shared*"));
        Assert.False(System.IO.File.Exists(":memory:"));
    }

    private AnswerDbContext Open(string? connectionString = null) => new(
        (DbContextOptions<AnswerDbContext>)new DbContextOptionsBuilder<AnswerDbContext>()
            .UseSqliteStore(connectionString ?? $"Data Source={File}").Options);

    private static void Set(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
            System.IO.File.SetUnixFileMode(path, mode);
    }

    private static UnixFileMode ModeOf(string path) => new FileInfo(path).UnixFileMode;
}
