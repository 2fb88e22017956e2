using Workers.Local.Processes;

namespace Workers.Local.Tests;

public sealed class TheDataFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("data-").FullName;

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    public void Is_for_one_run_at_a_time()
    {
        using var first = DataFolder.Prepare(_path);

        var refused = Assert.Throws<LocalException>(() => DataFolder.Prepare(_path));

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
    public async Task Is_with_all_that_is_put_in_it_for_its_user_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        var path = Path.Combine(_path, "mine");
        using var data = DataFolder.Prepare(path);
        await using var child = new ChildProcess(
            new ChildSettings("missing", Path.Combine(path, "missing.dll"), [], new Dictionary<string, string>(), data.LogFile("missing")),
            _ => { });
        await Assert.ThrowsAsync<LocalException>(() => child.GaveUp.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken));

        const UnixFileMode ownFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.All(
            [path, Path.Combine(path, "logs")],
            folder => Assert.Equal(ownFile | UnixFileMode.UserExecute, new DirectoryInfo(folder).UnixFileMode));
        Assert.Equal(
            [(".lock", ownFile), ("missing.log", ownFile)],
            new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories)
                .OrderBy(file => file.Name, StringComparer.Ordinal).Select(file => (file.Name, file.UnixFileMode)));
    }
}
