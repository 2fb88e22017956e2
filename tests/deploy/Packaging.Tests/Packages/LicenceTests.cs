using System.Text.Json;
using System.Xml.Linq;

namespace Packaging.Tests.Packages;

/// <summary>The licences of all that is restored here, programs and tests alike.</summary>
public sealed class LicenceTests
{
    /// <summary>Each lets anybody use, change and pass on the package, without conditions for what is built with it.</summary>
    private static readonly string[] Allowed = ["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "PostgreSQL"];

    /// <summary>Packages whose licence is a text of their own, and which one that is.</summary>
    private static readonly Dictionary<string, string> ByFile = new(StringComparer.OrdinalIgnoreCase)
    {
        ["CommandLineParser"] = "MIT",
        ["Fractions"] = "BSD-2-Clause",
        ["Microsoft.DotNet.PlatformAbstractions"] = "MIT",
    };

    [Fact]
    public void Every_NuGet_package_has_a_licence_that_is_allowed()
    {
        var refused =
            from package in Packages()
            let licence = Licence(package)
            where !IsAllowed(licence)
            select $"{package.Id} {package.Version}: {licence}";

        Assert.Empty(refused);
    }

    [Fact]
    public void There_is_no_exception_that_nobody_needs() => Assert.Empty(
        ByFile.Keys.Except(Packages().Where(package => Expression(package) is null).Select(package => package.Id), StringComparer.OrdinalIgnoreCase));

    [Theory, InlineData("deploy/package-lock.json"), InlineData("tests/platform/Workers.LocalAws.Tests/Clients/package-lock.json"), InlineData("tests/deploy/Store.Deploy.Tests/Nag/package-lock.json")]
    public void Every_npm_package_has_a_licence_that_is_allowed(string file)
    {
        using var locked = JsonDocument.Parse(RepositoryFiles.Read(file));

        Assert.All(locked.RootElement.GetProperty("packages").EnumerateObject(), package => Assert.True(
            IsAllowed(package.Value.GetProperty("license").GetString()!.Trim('(', ')')),
            $"{package.Name}: {package.Value.GetProperty("license")}"));
    }

    private static IEnumerable<LockedPackage> Packages() => LockFile.ProjectFolders.SelectMany(LockFile.Read)
        .DistinctBy(package => (package.Id.ToLowerInvariant(), package.Version))
        .OrderBy(package => package.Id, StringComparer.OrdinalIgnoreCase);

    /// <summary>Of a choice of licences, such as <c>MS-PL OR Apache-2.0</c>, one has to be allowed.</summary>
    private static bool IsAllowed(string licence) => licence.Split(" OR ").Intersect(Allowed, StringComparer.Ordinal).Any();

    private static string Licence(LockedPackage package) =>
        Expression(package) ?? ByFile.GetValueOrDefault(package.Id) ?? "a text of its own, which has no entry in this test";

    /// <summary>Its licence as an SPDX expression; null when it is a file or a link.</summary>
    private static string? Expression(LockedPackage package) => XDocument.Load(Specification(package)).Descendants()
        .FirstOrDefault(element => element.Name.LocalName == "license" && element.Attribute("type")?.Value == "expression")?.Value;

    private static string Specification(LockedPackage package)
    {
        var (id, version) = (package.Id.ToLowerInvariant(), package.Version.ToLowerInvariant());
        return PackageFolders().Select(folder => Path.Combine(folder, id, version, $"{id}.nuspec")).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException($"{package.Id} {package.Version} is not restored here: run dotnet restore Workers.sln.");
    }

    /// <summary>The folders into which this project's own packages were restored.</summary>
    private static string[] PackageFolders()
    {
        using var assets = JsonDocument.Parse(RepositoryFiles.Read("tests/deploy/Packaging.Tests/obj/project.assets.json"));
        return [.. assets.RootElement.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name)];
    }
}
