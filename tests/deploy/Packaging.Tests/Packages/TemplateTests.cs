using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Packaging.Tests.Packages;

/// <summary>The templates of Workers.Templates. The script .ci/invoices uses them.</summary>
public sealed partial class TemplateTests
{
    private static readonly string Folder = Path.Combine(RepositoryFiles.Root, "services", "platform", "Workers.Templates", ".content");

    public static TheoryData<string> Definitions => [.. Directory.GetDirectories(Folder).Select(Path.GetFileName).OfType<string>()];

    [Fact]
    public void A_system_has_the_versions_of_this_repository()
    {
        var versions = VersionsOf(RepositoryFiles.Read("Directory.Packages.props"));

        Assert.All(
            VersionsOf(Read("system/Directory.Packages.props")).Where(package => !package.Key.StartsWith("Workers.", StringComparison.Ordinal)),
            package => Assert.Equal(versions[package.Key], package.Value));
        Assert.Equal(RepositoryFiles.Read("global.json"), Read("system/global.json"));
        Assert.Equal(
            Sdk().Match(RepositoryFiles.Read("services/store/Store.AppHost/Store.AppHost.csproj")).Value,
            Sdk().Match(Read("system/services/Invoices.AppHost/Invoices.AppHost.csproj")).Value);
    }

    [Fact]
    public void A_system_has_the_command_line_of_the_CDK_that_this_repository_has()
    {
        using var ours = JsonDocument.Parse(RepositoryFiles.Read("deploy/package.json"));
        using var theirs = JsonDocument.Parse(Read("system/deploy/package.json"));

        Assert.Equal(ours.RootElement.GetProperty("devDependencies").ToString(), theirs.RootElement.GetProperty("devDependencies").ToString());
    }

    [Fact]
    public void A_system_has_nothing_of_the_store() => Assert.All(
        Directory.GetFiles(Path.Combine(Folder, "system"), "*", SearchOption.AllDirectories),
        file => Assert.DoesNotMatch(Store(), File.ReadAllText(file)));

    /// <summary>Packing writes the definition line by line, and on some systems with slashes for backslashes.</summary>
    [Theory, MemberData(nameof(Definitions))]
    public void A_definition_has_no_backslash_and_no_semicolon(string template)
    {
        var definition = Read($"{template}/.template.config/template.json");
        using var json = JsonDocument.Parse(definition);

        Assert.DoesNotContain('\\', definition);
        Assert.DoesNotContain(';', definition);
    }

    private static string Read(string file) => File.ReadAllText(Path.Combine(Folder, file));

    private static Dictionary<string, string> VersionsOf(string props) => XDocument.Parse(props).Descendants("PackageVersion").ToDictionary(
        package => package.Attribute("Include")!.Value, package => package.Attribute("Version")!.Value, StringComparer.Ordinal);

    [GeneratedRegex("Aspire.AppHost.Sdk/[0-9.]+", RegexOptions.None, 1000)]
    private static partial Regex Sdk();

    [GeneratedRegex(@"(?<!schema)store\.(?!Use)|Storefront|Store\.Contracts", RegexOptions.None, 1000)]
    private static partial Regex Store();
}
