using Crashing.Worker;
using Microsoft.Data.Sqlite;

namespace Workers.Hosting.Tests.Hosting;

[Collection(nameof(ConsoleOutput))]
public sealed class MigrationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("migrating-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Outside_development_a_worker_does_not_start_on_tables_that_are_out_of_date()
    {
        var (code, _, errors) = await RunAsync();

        Assert.Equal(2, code);
        Assert.Contains("0001_InboxAndOutbox, 0002_EventSourceAndOutboxOwner, 0003_ScheduledEvents, 1001_Answers", errors, StringComparison.Ordinal);
        Assert.Contains("--migrate", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_brings_them_up_to_date()
    {
        var (code, said, _) = await RunAsync("--migrate");

        Assert.Equal((0, "Applied 0001_InboxAndOutbox, 0002_EventSourceAndOutboxOwner, 0003_ScheduledEvents, 1001_Answers."), (code, said.Trim()));
        Assert.Equal(["Answers", "Inbox", "Outbox"], Tables());
    }

    [Fact]
    public async Task It_says_what_it_did_and_nothing_of_a_bus_that_it_does_not_need()
    {
        var subscription = Path.Combine(_folder, "subscription.json");
        await File.WriteAllTextAsync(
            subscription, """{ "queue": "answers", "pattern": { "source": ["tests"] } }""", TestContext.Current.CancellationToken);

        var (_, said, _) = await RunAsync("--migrate", "--LogLevel", "Information", "--SubscriptionFile", subscription);

        Assert.Equal("Applied 0001_InboxAndOutbox, 0002_EventSourceAndOutboxOwner, 0003_ScheduledEvents, 1001_Answers.", said.Trim());
    }

    [Fact]
    public async Task An_empty_file_that_a_killed_process_left_is_a_database_without_tables()
    {
        await RunAsync("--migrate");
        var file = Directory.GetFiles(_folder, "*.db").Single();
        foreach (var left in Directory.GetFiles(_folder))
            File.Delete(left);
        await File.WriteAllBytesAsync(file, [], TestContext.Current.CancellationToken);

        var (code, _, _) = await RunAsync("--migrate");

        Assert.Equal(0, code);
        Assert.Equal(["Answers", "Inbox", "Outbox"], Tables());
    }

    [Fact]
    public async Task A_database_that_cannot_be_reached_is_reported_in_one_line()
    {
        var (code, _, errors) = await RunAsync("--migrate", "--ConnectionStrings:Store", "Host=127.0.0.1;Port=1;Database=none");

        Assert.Equal(1, code);
        Assert.Contains("Failed to connect to 127.0.0.1:1", Assert.Single(errors.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_may_be_repeated()
    {
        await RunAsync("--migrate");

        var (code, said, _) = await RunAsync("--migrate");

        Assert.Equal((0, "The database is up to date."), (code, said.Trim()));
    }

    [Fact]
    public async Task A_worker_without_a_database_says_so()
    {
        var (code, _, errors) = await ConsoleOutput.OfAsync(() => WorkerApplication.RunAsync(["--migrate"], _ => { }));

        Assert.Equal(2, code);
        Assert.Contains("no database", errors, StringComparison.Ordinal);
    }

    private Task<(int Code, string Said, string Errors)> RunAsync(params string[] more) => ConsoleOutput.OfAsync(() =>
        WorkerApplication.RunAsync(
            ["--environment", "Production", "--urls", "http://127.0.0.1:0", "--ManagementUrl", "http://127.0.0.1:0", "--LogLevel", "Fatal", "--DataDirectory", _folder, .. more],
            worker =>
            {
                worker.AddStore<AnswerDbContext>(store => store.UseSqlite().UsePostgreSql());
                if (more.Contains("--SubscriptionFile", StringComparer.Ordinal))
                    worker.AddConsumer<GiveAnswer>();
            }));

    private List<string> Tables()
    {
        using var connection = new SqliteConnection($"Data Source={Directory.GetFiles(_folder, "*.db").Single()};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            """SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\_\_%' ESCAPE '\' AND name NOT LIKE 'sqlite%' ORDER BY name""";
        using var reader = command.ExecuteReader();
        List<string> names = [];
        while (reader.Read())
            names.Add(reader.GetString(0));
        return names;
    }
}
