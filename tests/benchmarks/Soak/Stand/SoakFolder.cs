namespace Soak.Stand;

/// <summary>Where the logs of all processes and the workers' journals are.</summary>
internal sealed class SoakFolder : IDisposable
{
    private bool _isKept;

    private SoakFolder(string path, bool isKept) => (Path, _isKept) = (path, isKept);

    public string Path { get; }

    /// <summary>The journals of all workers, those that were killed included.</summary>
    public IEnumerable<string> Journals => Directory.EnumerateFiles(Path, "*.journal");

    /// <exception cref="SoakException">A soak has left its journals there: they would be counted again.</exception>
    public static SoakFolder Create(string? path)
    {
        if (path is null)
            return new SoakFolder(Directory.CreateTempSubdirectory("soak-").FullName, isKept: false);

        var folder = new SoakFolder(Directory.CreateDirectory(path).FullName, isKept: true);
        return folder.Journals.Any()
            ? throw new SoakException($"--folder: {folder.Path} has the journals of another soak. Remove them, or name another folder.")
            : folder;
    }

    public string LogOf(string process) => System.IO.Path.Combine(Path, $"{process}.log");

    /// <param name="worker">The worker's number.</param>
    /// <param name="life">How often it was started, this time included.</param>
    public string JournalOf(int worker, int life) => System.IO.Path.Combine(Path, $"worker-{worker}.{life}.journal");

    /// <summary>The connection string of the workers' database; null without one.</summary>
    /// <param name="store">See <see cref="SoakOptions.Store"/>.</param>
    public string? ConnectionStringOf(string? store) =>
        store == "sqlite" ? $"Data Source={System.IO.Path.Combine(Path, "soak.db")}" : store;

    /// <summary>Somebody will want to look into it.</summary>
    public void Keep() => _isKept = true;

    public void Dispose()
    {
        if (!_isKept)
            Directory.Delete(Path, recursive: true);
    }
}
