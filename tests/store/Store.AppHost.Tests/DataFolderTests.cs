
namespace Store.AppHost.Tests;

public sealed class DataFolderTests : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("data-").FullName;

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    public void Is_for_one_run_at_a_time()
    {
        using var first = DataFolder.Prepare(_path);

        var refused = Assert.Throws<SetupException>(() => DataFolder.Prepare(_path));

        Assert.Contains($"Another run uses the data folder {_path}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Is_free_again_after_it()
    {
        DataFolder.Prepare(_path).Dispose();

        using var second = DataFolder.Prepare(_path);

        Assert.False(second.IsNew);
    }

    [Fact]
    public void Is_new_when_nothing_was_in_it()
    {
        using var data = DataFolder.Prepare(_path);

        Assert.True(data.IsNew);
    }

    [Fact]
    public void Is_with_all_that_is_put_in_it_for_its_user_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        var path = Path.Combine(_path, "mine");
        using var data = DataFolder.Prepare(path);
        Dashboard.Announce(data.DashboardFile, port: 1, apiKey: "secret");

        const UnixFileMode ownFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.All(
            [path, Path.Combine(path, "logs")],
            folder => Assert.Equal(ownFile | UnixFileMode.UserExecute, new DirectoryInfo(folder).UnixFileMode));
        Assert.Equal(
            [(".lock", ownFile), ("dashboard.json", ownFile)],
            new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories)
                .OrderBy(file => file.Name, StringComparer.Ordinal).Select(file => (file.Name, file.UnixFileMode)));
    }
}
