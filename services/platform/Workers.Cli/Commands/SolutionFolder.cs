namespace Workers.Cli.Commands;

/// <summary>Folders of the solution that the current folder is in.</summary>
internal static class SolutionFolder
{
    /// <summary>The folder or file of this path in the current folder, or in the nearest one above it; null if there is none.</summary>
    /// <param name="path">A relative path, such as <c>services</c>.</param>
    public static string? Find(string path)
    {
        for (var folder = new DirectoryInfo(Directory.GetCurrentDirectory()); folder is not null; folder = folder.Parent)
        {
            var found = Path.Combine(folder.FullName, path);
            if (Path.Exists(found))
                return Path.GetRelativePath(Directory.GetCurrentDirectory(), found);
        }

        return null;
    }
}
