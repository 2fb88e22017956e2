namespace Packaging.Tests;

/// <summary>The folders of the store's services.</summary>
internal static class ServiceFolders
{
    /// <summary>Folders of services with a <c>subscription.json</c>, such as <c>Payment.Worker</c>.</summary>
    public static IReadOnlyList<string> Workers { get; } =
        [.. Directory.GetFiles(RepositoryFiles.Services, "subscription.json", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 })
            .Select(file => Path.GetFileName(Path.GetDirectoryName(file)!))
            .Order(StringComparer.Ordinal)];

    /// <summary>The service's name by its folder: <c>payment</c>, <c>payment-gateway</c>.</summary>
    public static string NameOf(string folder) =>
        folder.Replace(".Worker", "", StringComparison.Ordinal).Replace('.', '-').ToLowerInvariant();
}
