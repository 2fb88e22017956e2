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
}
