namespace Workers.Hosting.Tests.Observability;

/// <summary>What people read, and what they hand to their tools.</summary>
internal static class RepositoryFiles
{
    public static string Root { get; } = Find();

    public static string Read(params string[] path) => File.ReadAllText(Path.Combine([Root, .. path]));

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Workers.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"No Workers.sln above {AppContext.BaseDirectory}.");
    }
}
