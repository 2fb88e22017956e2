using System.Runtime.Versioning;

namespace Workers.LocalAws.Tests.Storage;

public sealed class DataDirectoryTests : StorageTest
{
    [Fact]
    public async Task A_snapshot_is_written_within_5_seconds_of_a_change()
    {
        await SendAsync(await CreateQueueAsync(), "saved");
        Snapshot();
        await SendAsync(await UrlAsync(), "lost");

        await CrashAsync();

        Assert.Equal("saved", await BodiesAsync("queue"));
    }

    [Fact]
    public async Task Nothing_is_written_without_a_change()
    {
        await CreateQueueAsync();
        Snapshot();
        File.Delete(Queues);

        Snapshot();
        await ReceiveAsync(await UrlAsync());
        Snapshot();
        Assert.False(File.Exists(Queues));

        await SendAsync(await UrlAsync());
        Snapshot();
        Assert.True(File.Exists(Queues));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Only_the_owner_can_read_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        await CreateQueueAsync();
        Snapshot();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Queues));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Data));
        Assert.Equal(["buses.json", "lock", "queues.json"], Directory.GetFiles(Data).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_second_server_in_the_same_directory_is_refused()
    {
        var error = await Assert.ThrowsAnyAsync<IOException>(() => LocalAwsServer.StartAsync(Options, Cancelled));

        Assert.StartsWith($"The data directory {Data} is in use by another LocalAws (", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("Stop that one, or choose another directory with --data.", error.Message, StringComparison.Ordinal);
        await RestartAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"Format":1,"Region":"eu-west-1","AccountId":"000000000000"}""")]
    [InlineData("""{"Format":1,"Region":"eu-west-1","AccountId":"000000000000","State":[{"Name":"queue"}]}""")]
    public async Task An_invalid_file_ends_the_start_and_stays(string content)
    {
        var error = await StartWithAsync(content);

        Assert.StartsWith($"The file {Queues} cannot be read (", error, StringComparison.Ordinal);
        Assert.EndsWith("restore it, or delete it to start without its content.", error, StringComparison.Ordinal);
        Assert.Equal(content, await File.ReadAllTextAsync(Queues, Cancelled));
    }

    [Fact]
    public async Task A_file_of_another_version_ends_the_start() => Assert.Equal(
        $"The file {Queues} cannot be read (it has format 2, and this LocalAws reads format 1): restore it, or delete it to start without its content.",
        await StartWithAsync("""{"Format":2,"Region":"eu-west-1","AccountId":"000000000000","Other":1}"""));

    [Fact]
    public async Task A_file_of_another_account_ends_the_start() => Assert.Equal(
        $"The file {Queues} is of region eu-west-1 and account 111122223333: start with --region eu-west-1 and --account 111122223333, "
        + "or choose another directory with --data.",
        await StartWithAsync("""{"Format":1,"Region":"eu-west-1","AccountId":"111122223333","State":[]}"""));

    [Fact]
    public async Task Without_the_option_nothing_is_written()
    {
        await using var server = await LocalAwsServer.StartAsync(new LocalAwsOptions { TimeProvider = Time }, Cancelled);
        using var http = new JsonClient(server.Endpoint);
        var before = Directory.GetFileSystemEntries(Environment.CurrentDirectory);
        await http.SendAsync("AmazonSQS.CreateQueue", """{"QueueName":"other"}""");
        Snapshot();

        await server.DisposeAsync();

        Assert.Equal(before, Directory.GetFileSystemEntries(Environment.CurrentDirectory));
    }

    [Fact]
    public async Task A_directory_that_is_a_file_ends_the_start()
    {
        var file = Path.Combine(Data, "file");
        await File.WriteAllTextAsync(file, "", Cancelled);

        var error = await Assert.ThrowsAnyAsync<IOException>(
            () => LocalAwsServer.StartAsync(new LocalAwsOptions { DataDirectory = file }, Cancelled));

        Assert.StartsWith($"The data directory {file} is not writable (", error.Message, StringComparison.Ordinal);
    }

    private string Queues => Path.Combine(Data, "queues.json");

    /// <summary>The error of a start with this file, after which the directory is free again.</summary>
    private async Task<string> StartWithAsync(string content)
    {
        await StopAsync();
        await File.WriteAllTextAsync(Queues, content, Cancelled);
        await Assert.ThrowsAnyAsync<IOException>(() => LocalAwsServer.StartAsync(Options, Cancelled));
        return (await Assert.ThrowsAnyAsync<IOException>(() => LocalAwsServer.StartAsync(Options, Cancelled))).Message;
    }
}
