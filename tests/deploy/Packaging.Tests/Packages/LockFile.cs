using System.Text.Json;

namespace Packaging.Tests.Packages;

/// <summary>The packages that a project restores, its own and theirs, from its <c>packages.lock.json</c>.</summary>
internal static class LockFile
{
    public const string Name = "packages.lock.json";

    /// <summary>Folders of all projects in the solution, such as <c>services/store/Payment.Worker</c>.</summary>
    public static IReadOnlyList<string> ProjectFolders { get; } =
        [.. new[] { "contracts", "services", "tests", "deploy" }
            .SelectMany(folder => Directory.GetDirectories(Path.Combine(RepositoryFiles.Root, folder)))
            .SelectMany(folder => Directory.GetDirectories(folder).Prepend(folder))
            .Where(folder => Directory.EnumerateFiles(folder, "*.csproj").Any())
            .Select(folder => Path.GetRelativePath(RepositoryFiles.Root, folder).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)];

    /// <summary>Of what comes with the app host, some packages are those of a platform: there is a lock file for it, and others are made where they are needed.</summary>
    public static string PathOf(string projectFolder) => new[] { Name, "packages.linux-x64.lock.json" }
        .Select(name => Path.Combine(RepositoryFiles.Root, projectFolder, name))
        .FirstOrDefault(File.Exists, Path.Combine(RepositoryFiles.Root, projectFolder, Name));

    /// <summary>Id, version and hash of the packages of one project, for each framework and runtime that it is restored for.</summary>
    public static IReadOnlyList<LockedPackage> Read(string projectFolder)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(PathOf(projectFolder)));
        return
        [
            .. from target in file.RootElement.GetProperty("dependencies").EnumerateObject()
               from package in target.Value.EnumerateObject()
               where package.Value.GetProperty("type").GetString() != "Project"
               select new LockedPackage(
                   target.Name,
                   package.Name,
                   package.Value.GetProperty("resolved").GetString()!,
                   package.Value.GetProperty("contentHash").GetString()!),
        ];
    }
}

/// <param name="Target">The framework, with the runtime behind it if it is for one alone.</param>
/// <param name="Id">Name of the package.</param>
/// <param name="Version">The version that is restored.</param>
/// <param name="Hash">SHA-512 of its content.</param>
internal sealed record LockedPackage(string Target, string Id, string Version, string Hash);
