namespace Packaging.Tests;

/// <summary>The files that are under test.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>Folders of services with a <c>subscription.json</c>, such as <c>Payment.Worker</c>.</summary>
    public static IReadOnlyList<string> Workers { get; } =
        [.. Directory.GetFiles(Path.Combine(Root, "services", "store"), "subscription.json", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 })
            .Select(file => Path.GetFileName(Path.GetDirectoryName(file)!))
            .Order(StringComparer.Ordinal)];

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    /// <summary>Of a service folder: <c>payment</c>, <c>payment-gateway</c>.</summary>
    public static string NameOf(string folder) =>
        folder.Replace(".Worker", "", StringComparison.Ordinal).Replace('.', '-').ToLowerInvariant();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Workers.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"No Workers.sln above {AppContext.BaseDirectory}.");
    }
}
