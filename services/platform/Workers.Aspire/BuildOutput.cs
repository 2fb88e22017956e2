namespace Workers.Aspire;

/// <summary>Build output of programs: other projects have the same path below their folder as this one.</summary>
public static class BuildOutput
{
    /// <summary>The folder relative to the project, such as <c>bin/Debug/net10.0</c>.</summary>
    public static string RelativePath { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder.Parent is { } parent && folder.Name != "bin")
            folder = parent;
        return Path.GetRelativePath(folder.Parent?.FullName ?? folder.FullName, AppContext.BaseDirectory);
    }
}
