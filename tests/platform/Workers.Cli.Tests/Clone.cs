namespace Workers.Cli.Tests;

/// <summary>The clone that the tests were built in.</summary>
internal static class Clone
{
    /// <summary>The folder with the workers' folders.</summary>
    public static string Services { get; } = Path.Combine(Root(), "services", "store");

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Workers.sln")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
