using Workers.Cli.Commands;

namespace Workers.Cli.Tests.Commands;

public sealed class ComposeCommandTests : IDisposable
{
    private const string Template = "\n  NAME:\n    image: workers/NAME\n    build: FOLDER\n";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("compose-");

    private string Compose => Path.Combine(_folder.FullName, "docker-compose.yml");

    public ComposeCommandTests()
    {
        Write("docker-compose.yml", "volumes:\n  data:\n\nservices:\n  aws:\n    image: aws\n");
        Write("worker.template.yml", Template);
        Write("services/Thanks.Worker/subscription.json", "{}");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_worker_that_is_missing_is_appended()
    {
        await RunAsync();

        Assert.EndsWith(
            "  aws:\n    image: aws\n\n  thanks:\n    image: workers/thanks\n    build: Thanks.Worker\n", await ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_that_is_there_stays_as_it_is()
    {
        await RunAsync();
        var once = await ReadAsync();

        await RunAsync();

        Assert.Equal(once, await ReadAsync());
    }

    [Fact]
    public async Task A_file_to_which_nothing_can_be_appended_is_refused()
    {
        Write("docker-compose.yml", "services:\n  aws:\n    image: aws\nvolumes:\n  data:\n");

        Assert.Contains("'services:' has to be the last section", (await Assert.ThrowsAsync<CliException>(RunAsync)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_missing_is_named_with_its_option()
    {
        File.Delete(Compose);

        Assert.StartsWith($"--file {Compose}: ", (await Assert.ThrowsAsync<CliException>(RunAsync)).Message, StringComparison.Ordinal);
    }

    private Task RunAsync() => ComposeCommand.RunAsync(
        new(Path.Combine(_folder.FullName, "services"), Compose, Path.Combine(_folder.FullName, "worker.template.yml")),
        TestContext.Current.CancellationToken);

    private Task<string> ReadAsync() => File.ReadAllTextAsync(Compose, TestContext.Current.CancellationToken);

    private void Write(string file, string text)
    {
        var path = Path.Combine(_folder.FullName, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
