namespace Workers.Testing;

/// <summary>Files of the repository that the tests were built in.</summary>
public static class RepositoryFiles
{
    public static string Root { get; } = FindRoot();

    /// <summary>The folder of the store's services.</summary>
    public static string Services => Path.Combine(Root, "services", "store");

    /// <param name="path">The path below the root, whole or by its parts.</param>
    public static string Read(params string[] path) => File.ReadAllText(Path.Combine([Root, .. path]));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Workers.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"No Workers.sln above {AppContext.BaseDirectory}.");
    }
}
