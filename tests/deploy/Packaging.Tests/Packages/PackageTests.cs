using System.IO.Compression;
using System.Xml.Linq;

namespace Packaging.Tests.Packages;

/// <summary>The NuGet packages of the platform: what nuget.org, an IDE and a debugger show of them.</summary>
public sealed class PackageTests(PackageTests.Packed packed) : IClassFixture<PackageTests.Packed>
{
    private static readonly string[] Ids =
    [
        "Workers.Aspire", "Workers.Cli", "Workers.Contracts", "Workers.DeadLetters", "Workers.Deploy", "Workers.EventBridge",
        "Workers.Hosting", "Workers.Hosting.PostgreSql", "Workers.Hosting.Sqlite", "Workers.LocalAws", "Workers.LocalAws.Testing",
        "Workers.LocalAws.Tool", "Workers.MessageData.S3", "Workers.Templates",
    ];

    public static TheoryData<string> Packages => [.. Ids];

    [Fact]
    public void The_platform_is_in_packages_and_the_store_is_not() => Assert.Equal(
        Ids.Order(StringComparer.Ordinal),
        Directory.GetFiles(packed.Folder, "*.nupkg").Select(file => Path.GetFileName(file).Split(".9.9.9")[0]).Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Packages))]
    public void A_package_says_what_it_is_and_under_which_licence(string id)
    {
        var metadata = Specification(id).Root!.Elements().Single();

        Assert.Equal("Apache-2.0", Value(metadata, "license"));
        Assert.Equal("README.md", Value(metadata, "readme"));
        Assert.Contains("eventbridge", Value(metadata, "tags").Split(' '), StringComparer.Ordinal);
        Assert.DoesNotContain(Value(metadata, "description"), new[] { "", "Package Description" }, StringComparer.Ordinal);
        Assert.NotEmpty(Text(id, "README.md"));
    }

    /// <summary>Templates have no assembly.</summary>
    public static TheoryData<string> Programs => [.. Ids.Where(id => id != "Workers.Templates")];

    [Theory, MemberData(nameof(Programs))]
    public void A_package_has_its_symbols_beside_it(string id) => Assert.Contains(
        Entries(Path.Combine(packed.Folder, $"{id}.9.9.9.snupkg")), entry => entry.EndsWith(".pdb", StringComparison.Ordinal));

    [Theory, MemberData(nameof(Packages))]
    public void A_library_has_its_documentation(string id)
    {
        var entries = Entries(Path.Combine(packed.Folder, $"{id}.9.9.9.nupkg"));

        Assert.True(
            entries.Contains($"lib/net10.0/{id}.xml", StringComparer.Ordinal) || !entries.Any(entry => entry.StartsWith("lib/", StringComparison.Ordinal)),
            string.Join('\n', entries));
    }

    [Fact]
    public void A_package_needs_the_others_in_its_own_version() => Assert.Contains(
        Specification("Workers.Hosting").Descendants().Where(element => element.Name.LocalName == "dependency"),
        dependency => (dependency.Attribute("id")!.Value, dependency.Attribute("version")!.Value) == ("Workers.EventBridge", "9.9.9"));

    [Fact]
    public void The_host_brings_its_build_settings() => Assert.Contains(
        "build/Workers.Hosting.targets", Entries(Path.Combine(packed.Folder, "Workers.Hosting.9.9.9.nupkg")), StringComparer.Ordinal);

    [Fact]
    public void The_templates_use_the_packages_in_their_own_version() =>
        Assert.Contains("\"defaultValue\": \"9.9.9\"", Text("Workers.Templates", "content/system/.template.config/template.json"), StringComparison.Ordinal);

    [Theory, InlineData("system/.gitignore"), InlineData("system/.github/workflows/ci.yml"), InlineData("system/.config/dotnet-tools.json"), InlineData("worker/.template.config/template.json")]
    public void The_templates_have_their_hidden_files(string file) => Assert.Contains(
        $"content/{file}", Entries(Path.Combine(packed.Folder, "Workers.Templates.9.9.9.nupkg")), StringComparer.Ordinal);

    private static string Value(XElement metadata, string name) =>
        metadata.Elements().SingleOrDefault(element => element.Name.LocalName == name)?.Value ?? "";

    private static IReadOnlyList<string> Entries(string file)
    {
        using var archive = ZipFile.OpenRead(file);
        return [.. archive.Entries.Select(entry => entry.FullName)];
    }

    private XDocument Specification(string id) => XDocument.Parse(Text(id, $"{id}.nuspec"));

    private string Text(string id, string entry)
    {
        using var archive = ZipFile.OpenRead(Path.Combine(packed.Folder, $"{id}.9.9.9.nupkg"));
        using var reader = new StreamReader(archive.GetEntry(entry)!.Open());
        return reader.ReadToEnd();
    }

    /// <summary>The packages, made once from what was built.</summary>
    public sealed class Packed : IAsyncLifetime
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("packages-");

        public string Folder => _folder.FullName;

        public async ValueTask InitializeAsync()
        {
            var (code, output) = await Tool.RunAsync(
                "dotnet",
                ["pack", Path.Combine(RepositoryFiles.Root, "services", "packages.proj"), "--no-restore", "--no-build", "-c", "Debug", "-p:MinVerVersionOverride=9.9.9", "-o", Folder]);
            Assert.True(code == 0, output);
        }

        public ValueTask DisposeAsync()
        {
            _folder.Delete(recursive: true);
            return ValueTask.CompletedTask;
        }
    }
}
