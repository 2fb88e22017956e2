namespace Workers.Aspire;

/// <summary>Where programs are built: as this one below its project, so are the others below theirs.</summary>
public static class BuildOutput
{
    /// <summary>The folder below the project's, such as <c>bin/Debug/net10.0</c>.</summary>
    public static string Folder { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder.Parent is { } parent && folder.Name != "bin")
            folder = parent;
        return Path.GetRelativePath(folder.Parent?.FullName ?? folder.FullName, AppContext.BaseDirectory);
    }
}
